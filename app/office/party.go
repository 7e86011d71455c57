package office

import (
	"slices"
	"strconv"
	"strings"

	"approdo/app/appointments"
	"approdo/app/web"
)

// partyOf reads who books for somebody else and who comes along.
func partyOf(f *web.Form) appointments.Party {
	p := appointments.Party{Booker: f.Get("booker"), Relation: f.Get("relation"), CompanionNote: f.Get("companion_note")}
	n, err := strconv.Atoi(f.Get("companions"))
	if err != nil && f.Get("companions") != "" {
		n = -1 // not from our list: refused by the check
	}
	p.Companions = n
	return p
}

func partyFields(r *web.Request, f *web.Form) []web.Field {
	relation := []web.Option{{Value: "", Label: r.T("booking.contact.relation.none")}}
	for _, x := range appointments.Relations() {
		relation = append(relation, web.Option{Value: x, Label: r.T("booking.relation." + x)})
	}
	with := []web.Option{{Value: "0", Label: r.T("booking.contact.companions.none")}}
	for n := 1; n <= appointments.MaxCompanions; n++ {
		with = append(with, web.Option{Value: strconv.Itoa(n), Label: r.L.N("office.party.with", n)})
	}
	return []web.Field{
		f.Bind(web.Field{Name: "booker", Type: "text", Either: true, Label: r.T("office.new.booker"), Max: appointments.MaxName, Autocomplete: "off"}),
		f.Bind(web.Field{Name: "relation", Type: "select", Either: true, Label: r.T("office.new.relation"), Options: relation}),
		f.Bind(web.Field{Name: "companions", Type: "select", Either: true, Label: r.T("office.appointment.companions"), Options: with}),
		f.Bind(web.Field{Name: "companion_note", Type: "text", Either: true, Label: r.T("office.new.companion_note"), Max: appointments.MaxCompanionNote, Autocomplete: "off"}),
	}
}

// PartyOpen shows the part about others where something stands or is wrong in it.
func (p *NewAppointmentPage) PartyOpen() bool {
	return slices.ContainsFunc(p.Party, func(f web.Field) bool { return f.Error != "" || f.Value != "" && f.Value != "0" })
}

// partyLine says who booked and who comes along on one line, "" for nobody.
func partyLine(r *web.Request, p appointments.Party) string {
	var parts []string
	if p.ForAnother() {
		parts = append(parts, r.T("office.party.by", "Name", p.Booker, "Relation", r.T("booking.relation."+p.Relation)))
	}
	if p.Companions > 0 {
		with := r.L.N("office.party.with", p.Companions)
		if p.CompanionNote != "" {
			with += " (" + p.CompanionNote + ")"
		}
		parts = append(parts, with)
	}
	return strings.Join(parts, " · ")
}
