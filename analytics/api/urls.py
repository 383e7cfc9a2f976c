from django.urls import path

from analytics.api.views import companies, feeders, judging, processes, stages

urlpatterns = [
    path("analytics/funnel", processes.FunnelView.as_view(), name="analytics-funnel"),
    path("analytics/conversion-rates", feeders.ConversionRatesView.as_view(), name="analytics-conversion-rates"),
    path("analytics/stage-success-rates", stages.StageSuccessView.as_view(), name="analytics-stage-success-rates"),
    path("analytics/stages/<str:stage_type>", stages.StageView.as_view(), name="analytics-stage"),
    path("analytics/companies", companies.NamedCompanyView.as_view(), name="analytics-named-company"),
    path("analytics/companies/<path:name>", companies.CompanyView.as_view(), name="analytics-company"),
    path("analytics/feeders/recompute", feeders.RecomputeFeeders.as_view(), name="analytics-feeders-recompute"),
    path("analytics/feeders", feeders.NamedFeederView.as_view(), name="analytics-named-feeder"),
    path("analytics/feeders/<path:name>", feeders.FeederView.as_view(), name="analytics-feeder"),
    path("analytics/time-in-stage", processes.TimeInStageView.as_view(), name="analytics-time-in-stage"),
    path("analytics/interviewers", judging.InterviewersView.as_view(), name="analytics-interviewers"),
    path("analytics/validity", judging.ValidityView.as_view(), name="analytics-validity"),
]
