"""The recruiters' back-office: lists to work by, and pages where services are buttons."""

from django.contrib import admin

from tracking import models
from tracking.admin.candidates import CandidateAdmin
from tracking.admin.names import CompanyAdmin, FeederAdmin
from tracking.admin.offers import OfferAdmin
from tracking.admin.processes import ProcessAdmin
from tracking.admin.stages import StageAdmin
from tracking.admin.traces import PlacementAdmin, StatusChangeAdmin

admin.site.register(models.InterviewProcess, ProcessAdmin)
admin.site.register(models.InterviewStage, StageAdmin)
admin.site.register(models.Offer, OfferAdmin)
admin.site.register(models.Candidate, CandidateAdmin)
admin.site.register(models.Company, CompanyAdmin)
admin.site.register(models.Feeder, FeederAdmin)
admin.site.register(models.Placement, PlacementAdmin)
admin.site.register(models.StatusChange, StatusChangeAdmin)
