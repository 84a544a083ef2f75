"""Pages of the sighted half, and the study pages that name models."""

from django.urls import URLPattern, path

from modelhub.views import (
    draft,
    export,
    findings,
    import_outputs,
    import_tables,
    models,
    new_study,
    open_study,
    output,
    report,
    reveal,
    runs,
)

app_name = "hub"
urlpatterns: list[URLPattern] = [
    path("hub/models/", models.models, name="models"),
    path("hub/models/register/", models.register, name="register"),
    path("hub/models/<uuid:model_id>/", models.model, name="model"),
    path("hub/models/<uuid:model_id>/edit/", models.edit_model, name="edit_model"),
    path("hub/runs/", runs.runs, name="runs"),
    path("hub/runs/import/", import_outputs.upload, name="import_outputs"),
    path("hub/runs/rules/", runs.document_by_rules, name="run_rules"),
    path("hub/runs/<uuid:run_id>/", runs.run, name="run"),
    path("hub/runs/<uuid:run_id>/gaps/", runs.gaps, name="gaps"),
    path("hub/runs/<uuid:run_id>/tables/<uuid:table_id>/", output.output, name="output"),
    path("tables/import/", import_tables.upload, name="import_tables"),
    path("studies/new/", new_study.new_study, name="new_study"),
    path("studies/new/tables/", new_study.common_tables, name="common_tables"),
    path("studies/<uuid:study_id>/draft/", draft.draft, name="draft"),
    path("studies/<uuid:study_id>/draft/settings/", draft.settings, name="settings"),
    path("studies/<uuid:study_id>/draft/raters/", draft.add_rater, name="add_rater"),
    path("studies/<uuid:study_id>/draft/raters/<int:slot_number>/remove/", draft.remove_rater, name="remove_rater"),
    path("studies/<uuid:study_id>/findings/", findings.findings, name="findings"),
    path("studies/<uuid:study_id>/findings/resolve/", findings.resolve, name="resolve_finding"),
    path("studies/<uuid:study_id>/open/", open_study.open_study, name="open_study"),
    path("studies/<uuid:study_id>/reveal/", reveal.reveal, name="reveal"),
    path("studies/<uuid:study_id>/report/", report.report, name="report"),
    path("studies/<uuid:study_id>/report/tables/<uuid:table_id>/", report.table_votes, name="table_votes"),
    path("studies/<uuid:study_id>/report/figures/<slug:name>.svg", report.figure, name="figure"),
    path("studies/<uuid:study_id>/export-named.json", export.export_json, name="export_json"),
    path("studies/<uuid:study_id>/export-named.csv", export.export_csv, name="export_csv"),
]
