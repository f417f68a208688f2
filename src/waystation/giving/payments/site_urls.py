"""Addresses of payments on the public site."""

from django.urls import path

from waystation.giving.payments import site_views

# Under /en/ and /ko/: the test provider's own pages.
urlpatterns = [
    path("checkout/<str:ref>/", site_views.checkout, name="site-checkout"),
    path("checkout/<str:ref>/pay/", site_views.pay, name="site-checkout-pay"),
    path("checkout/<str:ref>/fail/", site_views.fail, name="site-checkout-fail"),
    path("checkout/<str:ref>/renew/", site_views.renew, name="site-checkout-renew"),
]
# Without a language: what programs ask for.
plain = [path("hook/<str:provider>/", site_views.hook, name="site-hook")]
