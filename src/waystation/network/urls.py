"""Addresses of the network's screens: opaque ids alone, never a name."""

from django.urls import path

from waystation.network import desk, views

urlpatterns = [
    path("network/", views.places, name="network"),
    path("network/legs/", views.legs, name="legs"),
    path("network/partners/", views.partners, name="partners"),
    path("network/laws/", views.laws, name="laws"),
    path("network/map/", views.chart, name="network-map"),
    path("network/look/", views.look, name="network-look"),
    path("network/new/<str:kind>/", desk.new, name="network-new"),
    path("network/record/<uuid:record_id>/", desk.record, name="network-record"),
    path("network/record/<uuid:record_id>/correct/", desk.correct, name="network-correct"),
    path("network/record/<uuid:record_id>/retire/", desk.retire, name="network-retire"),
    path("network/record/<uuid:record_id>/rest/", desk.rest, name="network-rest"),
    path("network/record/<uuid:record_id>/end-rest/", desk.end_rest, name="network-end-rest"),
    path("network/vetting/", desk.vetting, name="network-vetting"),
    path("network/proposal/<uuid:proposal_id>/", desk.proposal, name="network-proposal"),
    path("network/proposal/<uuid:proposal_id>/vet/", desk.vet, name="network-vet"),
    path("network/proposal/<uuid:proposal_id>/drop/", desk.drop, name="network-drop"),
    path("network/proposal/<uuid:proposal_id>/offer/", desk.offer, name="network-offer"),
    path("network/read-in/", desk.read_in, name="network-read-in"),
    path("network/take-out/", desk.take_out, name="network-take-out"),
]
