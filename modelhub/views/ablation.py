"""One version asked by a long and by a short prompt: the report, and the draft of a blind study of both."""

from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from evaluator.access import role_required, signed_in
from evaluator.navigation import roles_of
from modelhub.ablation import AIM_PERCENT, N_COMPARED, Ablation, ablation_of, descriptions_and_comments
from modelhub.engine.prompts import LONG, SHORT
from modelhub.forms import uuid_of
from modelhub.models import GenerationRun, ModelVersion
from modelhub.queries import sets_to_ask
from modelhub.steps.begin_ablation import AblationOrder, begin_ablation
from modelhub.steps.create_study import AlreadyCreated, CannotCreate, create_study
from modelhub.steps.draft_ablation import draft_ablation
from modelhub.steps.end_run import CannotResume
from modelhub.steps.record_exposure import MustStayBlind, check_may_see
from modelhub.steps.start_run import CannotStart
from modelhub.steps.start_training import WITH_FILES
from modelhub.steps.store_prompt import store_prompt
from modelhub.tasks import wake


@require_POST
@role_required("engineer")
def begin(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """Let a version of this machine document a set by the project's long and short prompt, or go on with it."""
    version = get_object_or_404(ModelVersion, uuid=model_id)
    table_set = get_object_or_404(sets_to_ask(), uuid=uuid_of(request.POST.get("table_set", "")))
    try:
        if version.source not in WITH_FILES:
            raise CannotStart(
                "Its files are not in the model store. Order two runs, one by each prompt, with a budget."
            )
        long, short = begin_ablation(
            AblationOrder(
                version,
                table_set,
                long=store_prompt(LONG)[0],
                short=store_prompt(SHORT)[0],
                created_by=signed_in(request),
            )
        )
    except (CannotStart, CannotResume) as error:
        messages.error(request, f"Not begun. {error}")
        return redirect("hub:model", version.uuid)
    wake(long.queue)
    return redirect("hub:ablation", long.uuid, short.uuid)


@require_GET
@never_cache
@role_required("engineer")
def ablation(request: HttpRequest, long_id: UUID, short_id: UUID) -> HttpResponse:
    """Show what the short prompt saves and changes; closed to people who rate, who might know a writer by it."""
    pair = _ablation(long_id, short_id)
    try:
        check_may_see(signed_in(request))
    except MustStayBlind as error:
        return render(request, "modelhub/not_while_rating.html", {"section": "hub", "error": error}, status=403)
    context = {
        "section": "hub",
        "pair": pair,
        "model": pair.long.run.model_version,
        "aim": AIM_PERCENT,
        "n_compared": N_COMPARED,
        "differences": _differences(pair) if pair.is_finished else [],
        "is_lead": "lead" in roles_of(request),
        "new_study": request.build_absolute_uri(_new_study(pair)),
        # Every page asks for one study, however often it is sent.
        "study_id": uuid4(),
    }
    return render(request, "modelhub/ablation.html", context)


@require_POST
@role_required("lead")
def draft_study(request: HttpRequest, long_id: UUID, short_id: UUID) -> HttpResponse:
    """Draft a blind study of both runs, led by who asks for it."""
    pair = _ablation(long_id, short_id)
    study_id = uuid_of(request.POST.get("uuid", "")) or uuid4()
    try:
        study, _ = create_study(draft_ablation(pair.long.run, pair.short.run, uuid=study_id), lead=signed_in(request))
    except CannotCreate as error:
        messages.error(request, f"Not drafted. {error}")
        return redirect("hub:run", pair.long.run.uuid)
    except AlreadyCreated:
        return redirect("hub:draft", study_id)
    messages.success(request, "Drafted. Look through the settings, invite raters, and open it when all is there.")
    return redirect("hub:draft", study.uuid)


def _ablation(one_id: UUID, other_id: UUID) -> Ablation:
    """Return two runs as an ablation, whichever is named first; what is none is 404."""
    runs = GenerationRun.objects.select_related("model_version", "table_set", "prompt")
    pair = ablation_of(*(get_object_or_404(runs, uuid=run_id) for run_id in (one_id, other_id)))
    if pair is None:
        raise Http404
    return pair


def _differences(pair: Ablation) -> list[tuple[str, object]]:
    return list(zip(("Descriptions", "Comments"), descriptions_and_comments(pair), strict=True))


def _new_study(pair: Ablation) -> str:
    """Return the page on which a lead finds both runs chosen."""
    chosen = [("set", pair.long.run.table_set.uuid), *(("runs", side.run.uuid) for side in pair.sides)]
    return f"{reverse('hub:new_study')}?{urlencode(chosen)}"
