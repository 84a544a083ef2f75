"""Pages for leads."""

from django.urls import URLPattern, path

from evaluator.lead.views import analysis, export, leads, lock, log, look, raters, studies, study, tables, team

app_name = "lead"
urlpatterns: list[URLPattern] = [
    path("studies/", studies.studies, name="studies"),
    path("studies/<uuid:study_id>/", study.study, name="study"),
    path("studies/<uuid:study_id>/archive/", studies.archive, name="archive"),
    path("studies/<uuid:study_id>/unarchive/", studies.unarchive, name="unarchive"),
    path("studies/<uuid:study_id>/lock/", lock.lock, name="lock"),
    path("studies/<uuid:study_id>/look/", look.look, name="look"),
    path("studies/<uuid:study_id>/leads/", leads.add, name="add_lead"),
    path("studies/<uuid:study_id>/share/", lock.share, name="share"),
    path("studies/<uuid:study_id>/log/", log.log, name="log"),
    path("studies/<uuid:study_id>/seal/", log.seal, name="seal"),
    path("studies/<uuid:study_id>/remind/", raters.remind_idle, name="remind_idle"),
    path("studies/<uuid:study_id>/places/<int:slot_number>/remind/", raters.remind, name="remind"),
    path("studies/<uuid:study_id>/places/<int:slot_number>/resend/", raters.resend, name="resend"),
    path("studies/<uuid:study_id>/places/<int:slot_number>/replace/", raters.replace, name="replace"),
    path("studies/<uuid:study_id>/analysis/", analysis.analysis, name="analysis"),
    path("studies/<uuid:study_id>/analysis/start/", analysis.start_analysis, name="start_analysis"),
    path("studies/<uuid:study_id>/analysis/tables/<uuid:table_id>/", analysis.table_votes, name="table_votes"),
    path("studies/<uuid:study_id>/analysis/figures/<slug:name>.svg", analysis.figure, name="figure"),
    path("studies/<uuid:study_id>/export.json", export.export_json, name="export_json"),
    path("studies/<uuid:study_id>/export.csv", export.export_csv, name="export_csv"),
    path("tables/", tables.table_sets, name="tables"),
    path("tables/<uuid:set_id>/", tables.table_set, name="table_set"),
    path("tables/<uuid:set_id>/<uuid:table_id>/", tables.table, name="table"),
    path("team/", team.team, name="team"),
    path("team/person/", team.person, name="team_person"),
]
