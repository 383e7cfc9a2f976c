"""The back-office of interviews: the catalogue for recruiters, the assessments for managers."""

from django.contrib import admin

from interviews import models
from interviews.admin.answers import AnswerAdmin
from interviews.admin.catalogue import CatalogueRoleAdmin, FollowUpAdmin, ModuleAdmin
from interviews.admin.questions import QuestionAdmin
from interviews.admin.sessions import SessionAdmin

admin.site.register(models.BankQuestion, QuestionAdmin)
admin.site.register(models.Module, ModuleAdmin)
admin.site.register(models.Role, CatalogueRoleAdmin)
admin.site.register(models.FollowUpTemplate, FollowUpAdmin)
admin.site.register(models.InterviewSession, SessionAdmin)
admin.site.register(models.InterviewAnswer, AnswerAdmin)
