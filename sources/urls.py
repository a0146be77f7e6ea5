from django.urls import path

from . import views

urlpatterns = [path("outlets/", views.outlet_list, name="outlet_list")]
