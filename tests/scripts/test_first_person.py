"""What is said where nobody may be able to sign in."""

from scripts.first_person import how_to_sign_in
from scripts.options import read_options

COMMAND = ".venv/bin/python manage.py add_user EMAIL --role lead"


def test_how_to_sign_in_on_another_database_does_not_print_its_password() -> None:
    options = read_options({"DATABASE_URL": "postgres://blindbench:secret@db/blindbench"})

    assert how_to_sign_in(options, 8000) == f"If nobody can sign in yet, add a person: DATABASE_URL=… {COMMAND}"


def test_how_to_sign_in_names_what_differs_from_the_defaults() -> None:
    options = read_options({"DATABASE_URL": "postgres://db/blindbench", "VAR_DIR": "/srv/var folder"})

    assert how_to_sign_in(options, 9000).endswith(
        f": VAR_DIR='/srv/var folder' SITE_URL=http://localhost:9000 DATABASE_URL=… {COMMAND}"
    )
