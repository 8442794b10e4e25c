#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An organization applies: by a contact with a name, who is written to, and
who can be changed when somebody else takes over."""

from cases import filing, give, path, read
from server import run, story

ADA = {"name": "Ada Hill", "role": "director", "phone": "615-555-0100", "email": "ada@days.example"}


def organization(*contacts, **more):
    customer = {"kind": "organization", "name": "Sunny Days", "county": "Davidson", "language": "en",
                "address": {"line1": "9 Oak St", "city": "Nashville", "state": "TN", "zip": "37201"},
                "contacts": list(contacts), **more}
    return filing(program="provider-grant", customer=customer, answers={"kind": "center", "signature": "Ada Hill"})


@story("without a contact who can be reached it is not filed, and the answer says so")
def _(server):
    ina = server.sign_in("ina")
    for contacts in ([], [{"name": "Ada Hill"}]):
        answer = ina.post("/v1/applications", organization(*contacts))
        assert answer.status == 422 and answer.json["errors"][0]["pointer"] == "/customer/contact", answer
    for contact, pointer in (({"name": " ", "phone": "1"}, "/customer/contacts/0/name"),
                             ({"name": "Ada", "email": "ada.example"}, "/customer/contacts/0/email"),
                             ({"name": "Ada", "email": "ada@x.example,bo@x.example"}, "/customer/contacts/0/email"),
                             ({"name": "A" * 201, "phone": "1"}, "/customer/contacts/0/name")):
        answer = ina.post("/v1/applications", organization(contact))
        assert answer.status == 422 and answer.json["errors"][0]["pointer"] == pointer, answer
    answer = ina.post("/v1/applications", organization(ADA, born_on="1990-01-01"))
    assert answer.status == 422 and answer.json["errors"][0]["pointer"] == "/customer/born_on", answer


@story("whom a program is for is held to")
def _(server):
    ina = server.sign_in("ina")
    body = organization(ADA)
    body["program"] = "snap"
    answer = ina.post("/v1/applications", body)
    assert answer.status == 422 and answer.json["errors"][0]["pointer"] == "/customer/kind", answer
    answer = ina.post("/v1/applications", filing(program="provider-grant", answers={"signature": "Hoa"}))
    assert answer.status == 422 and answer.json["errors"][0]["pointer"] == "/customer/kind", answer


@story("it is filed, its letter goes to it, and its contact is on the record")
def _(server):
    ina, ana, sam = server.sign_in("ina"), server.sign_in("ana"), server.sign_in("sam")
    answer = ina.post("/v1/applications", organization(ADA, {"name": "Bo Reed", "role": "bookkeeper"}))
    assert answer.status == 201, answer
    row = read(ana, give(sam, answer.json, ana.session["worker"]["id"]))
    customer = ana.get("/v1/customers/" + row["customer"]["id"])
    assert customer.json["kind"] == "organization" and "born_on" not in customer.json, customer
    assert customer.json["contacts"][0] == ADA and customer.json["contacts"][1]["name"] == "Bo Reed", customer
    # Reached through the contact, as it has no telephone or e-mail of its own.
    assert customer.json["email"] == ADA["email"] and customer.json["phone"] == ADA["phone"], customer
    letter = sam.get(path(row, "/notices")).json["items"][0]["id"]
    text = sam.get("/v1/notices/" + letter).json["rendered_text"]
    assert "Sunny Days" in text and "\nAttn: %s\n" % ADA["name"] in text and "Bo Reed" not in text, text
    assert "interview" not in row["allowed_actions"]
    body = {**organization(), "customer_id": customer.json["id"]}
    del body["customer"]
    again = ina.post("/v1/applications", body)
    assert again.status == 201 and again.json["customer"]["id"] == customer.json["id"], again


@story("when somebody else takes over, the contacts are changed as a whole")
def _(server):
    ina, ana, sam = server.sign_in("ina"), server.sign_in("ana"), server.sign_in("sam")
    row = give(sam, ina.post("/v1/applications", organization(ADA)).json, ana.session["worker"]["id"])
    where = "/v1/customers/" + row["customer"]["id"]
    before = ana.get(where).json
    cyd = {"name": "Cyd Lane", "role": "owner", "phone": "615-555-0111"}
    answer = ana.patch(where, {"contacts": [cyd]}, version=before["version"])
    assert answer.status == 200 and answer.json["contacts"] == [cyd], answer
    answer = ana.patch(where, {"phone": "615-555-0199"}, version=answer.json["version"])
    assert answer.json["contacts"] == [cyd], "what is not sent stays"
    assert ana.patch(where, {"contacts": [{"name": ""}]}, version=answer.json["version"]).status == 422
    assert ana.get(where).json["contacts"] == [cyd]


if __name__ == "__main__":
    run()
