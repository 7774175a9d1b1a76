from accord.records.declare import Column, Fields, Filter, RecordPages, Verb
from tests.recipe.vehicles.models import Vehicle


class VehiclePages(RecordPages[Vehicle]):
    record = Vehicle
    path = "vehicles"
    icon = "shipment"
    intro = "Vehicles are what we drive."

    columns = (
        Column("name", show="link", sort="name", narrow="title"),
        Column("plate", narrow="who"),
        Column("company", show="record", with_=("company",), narrow="what"),
        Column("worth", show="money", end=True, total=True, narrow="sum"),
    )
    filters = (Filter("retired", kind="yes"), Filter("owner", kind="person"), Filter("company", kind="link"))
    find = ("name", "plate")
    fields = (Fields("Vehicle", ("name", "plate", "company", "worth", "currency", "owner")),)
    properties = (Fields("Vehicle", ("plate", "company", "worth")),)
    verbs = (Verb("retire", "Retire", "vehicle:retire", run=lambda vehicle, by, given: vehicle.retire(by=by)),)
