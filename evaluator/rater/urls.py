"""Pages for raters."""

from django.urls import URLPattern, path

from evaluator.rater.views import finish, home, judge

app_name = "rater"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("studies/<uuid:study_id>/", judge.study, name="study"),
    path("studies/<uuid:study_id>/guideline/", home.guideline, name="guideline"),
    path("studies/<uuid:study_id>/practice/<int:number>/", home.practice, name="practice"),
    path("studies/<uuid:study_id>/history/", home.history, name="history"),
    path("studies/<uuid:study_id>/back/", judge.back, name="back"),
    path("studies/<uuid:study_id>/finish/", finish.finish, name="finish"),
    path("studies/<uuid:study_id>/close/", finish.close, name="close"),
    path("pairs/<uuid:assignment_id>/", judge.pair, name="pair"),
    path("pairs/<uuid:assignment_id>/draft/", judge.draft, name="draft"),
    path("pairs/<uuid:assignment_id>/problem/", judge.problem, name="problem"),
]
