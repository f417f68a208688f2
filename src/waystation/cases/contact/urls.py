"""Addresses of tips, sources, how people are reached, and what is lent out."""

from django.urls import path

from waystation.cases.contact import device_views, plan_views, source_views, tip_views

urlpatterns = [
    path("tips/", tip_views.tips, name="tips"),
    path("tips/new/", tip_views.new_tip, name="tip-new"),
    path("tips/call/", tip_views.call, name="tip-call"),
    path("tips/sources/", source_views.register, name="tip-sources"),
    path("tips/sources/new/", source_views.new, name="tip-source-new"),
    path("tips/sources/<uuid:source_id>/", source_views.source, name="tip-source"),
    path("tips/sources/<uuid:source_id>/forget/", source_views.forget, name="tip-source-forget"),
    path("tips/<uuid:tip_id>/", tip_views.tip, name="tip"),
    path("tips/<uuid:tip_id>/grade/", tip_views.grade_tip, name="tip-grade"),
    path("tips/<uuid:tip_id>/decide/", tip_views.decide_tip, name="tip-decide"),
    path("tips/<uuid:tip_id>/weigh/", tip_views.weigh_tip, name="tip-weigh"),
    path("tips/<uuid:tip_id>/outcome/", tip_views.note_outcome, name="tip-outcome"),
    path("tips/<uuid:tip_id>/source/", tip_views.name_source, name="tip-name-source"),
    path("tips/<uuid:tip_id>/link/", tip_views.link_tips, name="tip-link"),
    path("people/<uuid:household_id>/reach/", plan_views.contact, name="household-reach"),
    path("people/<uuid:household_id>/reach/agree/", plan_views.agree, name="household-agree"),
    path("people/<uuid:household_id>/reach/try/", plan_views.note_try, name="household-try"),
    path("people/<uuid:household_id>/reach/lend/", plan_views.lend, name="household-lend"),
    path("devices/", device_views.devices, name="devices"),
    path("devices/new/", device_views.new, name="device-new"),
    path("devices/<uuid:device_id>/", device_views.device, name="device"),
    path("devices/<uuid:device_id>/hand-out/", device_views.hand_out, name="device-hand-out"),
    path("devices/<uuid:device_id>/back/", device_views.take_back, name="device-back"),
    path("devices/<uuid:device_id>/wipe/", device_views.wipe, name="device-wipe"),
    path("devices/<uuid:device_id>/lose/", device_views.lose, name="device-lose"),
    path("devices/<uuid:device_id>/settle/", device_views.settle, name="device-settle"),
]
