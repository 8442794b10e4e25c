# SPDX-License-Identifier: Apache-2.0
"""A program written from nothing: relief after a flood, as an author would
write it on the morning after, in English and Spanish."""

import copy
import json


def both(english, spanish):
    return {"en": english, "es": spanish}


def money(amount):
    return {"amount": amount, "currency": "USD"}


def question(name, kind, english, spanish, **more):
    return {"id": name, "type": kind, "label": both(english, spanish), "required": True, **more}


def option(value, english, spanish):
    return {"value": value, "label": both(english, spanish)}


ORDER = "Flood order 3, section 2"
DAMAGED = {"in": [{"var": "damage"}, ["major", "gone"]]}
FORM = [
    {"id": "flood", "title": both("The flood", "La inundación"), "questions": [
        question("home", "text", "Which home was flooded?", "¿Qué vivienda se inundó?", max=200),
        question("damage", "choice", "What is left of it?", "¿Qué quedó de ella?", options=[
            option("dry", "It stayed dry", "Quedó seca"), option("major", "It needs repair", "Necesita reparación"),
            option("gone", "It is gone", "Ya no existe")]),
        question("sleeps", "choice", "Where do you sleep now?", "¿Dónde duerme ahora?", when=DAMAGED, options=[
            option("there", "There", "Allí"), option("friends", "With friends", "Con amistades"),
            option("outside", "Outside", "A la intemperie")])]},
    {"id": "people", "title": both("Your home", "Su hogar"), "questions": [
        question("household", "persons", "Who lives with you", "Quién vive con usted", fields=[
            question("name", "text", "Full name", "Nombre completo"),
            question("born_on", "date", "Date of birth", "Fecha de nacimiento")]),
        question("savings", "money", "Money at hand", "Dinero disponible")]},
    {"id": "end", "title": both("Sign", "Firme"), "questions": [
        question("signature", "text", "Signature", "Firma")]},
]
PROOFS = [
    {"id": "lived_there", "label": both("Proof that you lived there", "Prueba de que vivía allí"), "per": "household",
     "cured_by": "applicant", "accepts": [both("lease", "contrato")]},
    {"id": "pictures", "label": both("Pictures of the damage", "Fotos de los daños"), "per": "household",
     "cured_by": "applicant", "when": DAMAGED},
]


def fact(name, kind, english, spanish, **more):
    return {"name": name, "type": kind, "label": both(english, spanish), **more}


REASONS = [
    {"code": "A01", "kind": "approve", "legal_basis": ORDER,
     "text": both("You get {amount} for your home.", "Usted recibe {amount} para su vivienda."),
     "facts": [fact("amount", "money", "amount", "cantidad", **{"from": "amount"})]},
    {"code": "D41", "kind": "deny", "legal_basis": ORDER,
     "text": both("Your home stayed dry.", "Su vivienda quedó seca.")},
    {"code": "D42", "kind": "deny", "legal_basis": ORDER,
     "text": both("You have {savings}. The limit is {limit}.", "Usted tiene {savings}. El límite es {limit}."),
     "facts": [fact("savings", "money", "savings", "ahorros"), fact("limit", "money", "limit", "límite")]},
    {"code": "D08", "kind": "deny", "for_inaction": True, "legal_basis": ORDER,
     "text": both("We asked for {items}.", "Pedimos {items}."),
     "facts": [fact("items", "items", "what did not come", "lo que no llegó", **{"from": "requested_items"})]},
    {"code": "W01", "kind": "withdraw", "legal_basis": ORDER,
     "text": both("You asked us to stop.", "Usted nos pidió detenernos.")},
]
STEPS = [
    {"id": "size", "unit": "number", "label": both("People", "Personas"), "citation": ORDER,
     "rule": {"reduce": [{"var": "household"}, {"+": [{"var": "accumulator"}, 1]}, 0]}},
    {"id": "payment", "label": both("Payment", "Pago"), "citation": ORDER, "rule": {"var": "table.payment"}},
]
PARAMETERS = {
    "payment": {"label": both("Payment", "Pago"), "citation": ORDER, "by": "size",
                "values": [{"from": "2020-01-01", "at": [400, 600], "each_further": 100}]},
    "savings": {"label": both("Most at hand", "Lo más disponible"), "citation": ORDER,
                "values": [{"from": "2020-01-01", "value": 5000}]},
}
TESTS = [
    {"id": "damage", "label": both("A damaged home", "Una vivienda dañada"), "citation": ORDER, "rule": DAMAGED,
     "fails": {"reason": "D41"}},
    {"id": "savings", "label": both("Money at hand", "Dinero disponible"), "citation": ORDER,
     "rule": {"<=": [{"var": "savings"}, {"var": "table.savings"}]},
     "fails": {"reason": "D42", "facts": {"savings": {"var": "savings"}, "limit": {"var": "table.savings"}}}},
]
ANSWERS = {"home": "1 River Rd", "damage": "gone", "sleeps": "friends", "savings": money("100.00"),
           "household": [{"name": "Ana", "born_on": "1990-01-01"}, {"name": "Leo", "born_on": "2015-01-01"}]}


def case(name, answers, **expected):
    return {"name": name, "filed_on": "2025-11-12", "answers": {**ANSWERS, **answers}, **expected}


CASES = [
    case("home gone", {}, steps={"size": 2, "payment": 600}, advice="approved", expedited="no"),
    case("home dry", {"damage": "dry"}, advice="denied", reasons=["D41"]),
    case("rich", {"savings": money("5000.01")}, advice="denied", reasons=["D42"]),
    case("outside", {"sleeps": "outside"}, advice="approved", expedited="yes"),
]
for one in CASES:
    if one["answers"]["damage"] == "dry":
        del one["answers"]["sleeps"]


def update(english, spanish, **more):
    return {"text": both(english, spanish), **more}


UPDATES = {
    "received": update("Flood relief: we have {number}.", "Inundación: tenemos {number}."),
    "incomplete": update("Something is missing.", "Falta algo."),
    "complete": update("We have all we need.", "Tenemos todo."),
    "in_review": update("Somebody is reading it.", "Alguien la está leyendo."),
    "interview": update("We want to talk.", "Queremos hablar."),
    "waiting_for_you": update("We wait for you.", "Le esperamos."),
    "second_review": update("A second person is looking.", "Otra persona la revisa."),
    "approved": update("Approved. {reasons}", "Aprobada. {reasons}"),
    "denied": update("Denied. {reasons} Ask for a hearing by {appeal_by}.", "Negada. {reasons} Audiencia hasta el {appeal_by}."),
    "withdrawn": update("Stopped.", "Detenida."),
    "reopened": update("Open again.", "Abierta de nuevo."),
}


def paragraph(english, spanish, **more):
    return {"text": both(english, spanish), **more}


PARAGRAPHS = {
    "head": paragraph("{date}\n{name}\n{address}\nNumber {number}", "{date}\n{name}\n{address}\nNúmero {number}"),
    "yes": paragraph("Flood relief for you:\n{reasons}\n{amounts}", "Ayuda por inundación para usted:\n{reasons}\n{amounts}"),
    "no": paragraph("No flood relief:\n{reasons}", "Sin ayuda por inundación:\n{reasons}"),
    "again": paragraph("Send it by {reopen_by}.", "Envíelo hasta el {reopen_by}.", only="for_inaction"),
    "wants": paragraph("Please send by {due}:\n{items}", "Envíe hasta el {due}:\n{items}"),
    "stopped": paragraph("You stopped it.", "Usted la detuvo."),
    "hearing": paragraph("Hearing by {appeal_by}. Help: {legal_aid_phone}.", "Audiencia hasta el {appeal_by}. Ayuda: {legal_aid_phone}."),
    "phone": paragraph("Call {office_phone}.", "Llame al {office_phone}."),
    "language_help": paragraph("An interpreter is free.", "El intérprete es gratis."),
    "nondiscrimination": paragraph("Everyone is treated alike.", "Tratamos igual a todos."),
}


def letter(english, spanish, *middle):
    return {"title": both(english, spanish),
            "paragraphs": ["head", *middle, "phone", "language_help", "nondiscrimination"]}


def flood(version=1):
    """The file; each call a fresh one, to be changed."""
    return copy.deepcopy({
        "format": 1, "id": "flood-relief", "version": version, "effective_on": "2020-01-01", "languages": ["en", "es"],
        "name": both("Flood Relief", "Ayuda por Inundación"), "benefit": both("flood relief", "ayuda"),
        "purpose": both("One payment for homes that the river took.", "Un pago para viviendas que se llevó el río."),
        "contact": {"agency": both("Flood Office", "Oficina de Inundaciones"), "office_phone": "1-800-555-0100", "tty": "711",
                    "appeals_phone": "1-800-555-0101", "legal_aid_phone": "1-800-555-0102", "website": "flood.example"},
        "clocks": {"decision_days": 12, "expedited_days": 3, "due_soon_days": 4, "due_soon_expedited_days": 1,
                   "inaction_days": 12, "appeal_days": 60, "reopen_days": 20, "proof_days": 10,
                   "expedited_tests": [{"id": "outside", "label": both("sleeps outside", "duerme a la intemperie"),
                                        "when": {"==": [{"var": "sleeps"}, "outside"]}}]},
        "retention_years": 5, "amounts": True, "parameters": PARAMETERS,
        "worksheet": {"size": "size", "amount": "payment", "steps": STEPS}, "eligibility": TESTS, "cases": CASES,
        "transitions": {"interview": []}, "filing": {"customer": ["name", "address"], "answers": ["signature"]},
        "sections": FORM, "requirements": PROOFS, "reasons": REASONS, "updates": UPDATES, "paragraphs": PARAGRAPHS,
        "notices": {"approval": letter("Relief", "Ayuda", "yes", "hearing"), "denial": letter("No", "No", "no", "again", "hearing"),
                    "missing": letter("We need this", "Necesitamos esto", "wants"),
                    "withdrawal": letter("Stopped", "Detenida", "stopped")},
        "faq": [{"id": "when", "questions": {"en": ["When do I hear?"], "es": ["¿Cuándo me avisan?"]},
                 "answer": both("In {decision_days} days.", "En {decision_days} días.")}],
        "note_templates": [{"id": "seen", "label": both("Home seen", "Vivienda vista"),
                            "text": both("{date}: saw the home of {name}.", "{date}: vi la vivienda de {name}.")}],
    })


def write(path, program):
    """One member a line, as an author's file has them; returns the text."""
    text = json.dumps(program, ensure_ascii=False, indent=1)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text + "\n")
    return text
