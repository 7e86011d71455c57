package persons

import (
	"strings"

	"approdo/app/accesses"
	"approdo/app/appointments"
	"approdo/app/assessments"
	"approdo/app/cases"
	"approdo/app/consents"
	"approdo/app/cvs"
	"approdo/app/deliveries"
	"approdo/app/enrolments"
	"approdo/app/i18n"
	"approdo/app/meetings"
	"approdo/app/people"
	"approdo/app/placements"
	"approdo/app/preferences"
	"approdo/app/privacy"
	"approdo/app/referrals"
	"approdo/app/web"
)

// tell says how an event ended and where its page is.
func (row *TimelineRow) tell(r *web.Request, e *people.Event, who map[string]string) {
	row.Tone = "tone-neutral"
	switch e.Kind {
	case appointments.Event:
		row.URL, row.Done = r.URL("/ufficio/appuntamenti/"+web.IDText(e.About)), r.T("office.state."+e.Code)
		row.Tone = tones[e.Code]
	case accesses.Event:
		row.URL, row.Done = r.URL("/ufficio/accessi/"+web.IDText(e.About)), r.T("office.access.outcome."+e.Code)
	case deliveries.Event:
		row.URL, row.Done = r.URL("/ufficio/prestazioni/"+web.IDText(e.About)), e.Code
		if r.Lang != i18n.Italian {
			row.Lang = i18n.Italian // the name of the standard, as the repertoire has it
		}
	case referrals.Event:
		row.URL, row.Done = r.URL("/ufficio/invii/"+web.IDText(e.About)), r.T("referrals.state."+e.Code)
	case assessments.EventBegun, assessments.EventEnded:
		row.URL, row.Done, row.WholeDay = r.URL("/ufficio/bilanci/"+web.IDText(e.About)), r.T("assessments.state."+e.Code), e.Kind == assessments.EventBegun
	case assessments.EventTest:
		row.URL, row.WholeDay = r.URL("/ufficio/percorsi/"+web.IDText(e.About)), true
	case meetings.Event:
		row.URL, row.Done = r.URL("/ufficio/equipe/punti/"+web.IDText(e.About)), r.T("meetings.state."+e.Code)
	case referrals.EventNetwork:
		row.URL, row.Done = r.URL("/ufficio/invii-rete/"+web.IDText(e.About)), r.T(referrals.ActionKey(e.Code))
	case referrals.EventIncoming, referrals.EventReport:
		row.URL, row.Done = r.URL("/ufficio/invii-enti/"+web.IDText(e.About)), r.T("incoming.state."+e.Code)
	case people.EventEntry:
		row.Done = r.T("people.kind." + e.Code)
	case people.EventMerge:
		if e.Code == "undone" {
			row.Done = r.T("people.merge.undone")
		}
	case people.EventPast:
		row.Done, row.WholeDay = r.T("people.past.type."+e.Code), true
	case placements.EventPlanned, placements.EventStarted, placements.EventEnded, placements.EventVisit, placements.EventAsked:
		row.tellPlacement(r, e)
	case enrolments.EventMoved:
		row.URL, row.Done, row.WholeDay = r.URL("/ufficio/iscrizioni/"+web.IDText(e.About)), r.T("enrolments.state."+e.Code), true
	case consents.EventGiven, consents.EventEnded:
		row.tellConsent(r, e)
	case cvs.EventSent:
		row.Done = r.T("cvs.source." + e.Code)
	case cvs.EventGone:
		row.Done = r.T("cvs.gone." + e.Code)
	case preferences.EventSaid:
		row.Done = r.T("preferences.event." + e.Code)
	case privacy.EventAsked, privacy.EventAnswered:
		kind, state, _ := strings.Cut(e.Code, ".")
		row.What, row.Done = row.What+": "+r.T("privacy.office.kind."+kind), r.T("privacy.office.state."+state)
	case people.EventFile, preferences.EventGone, cvs.EventRenewed:
	default:
		row.tellCase(r, e, who)
	}
}

// tellConsent is tell for what a person agreed to: for what, and how it was said or ended.
func (row *TimelineRow) tellConsent(r *web.Request, e *people.Event) {
	purpose, how, _ := strings.Cut(e.Code, ".")
	key := "consents.how."
	if e.Kind == consents.EventEnded {
		key = "consents.state."
	}
	row.What, row.Done = row.What+": "+r.T("consents.purpose."+purpose), r.T(key+how)
}

// tones are the colours of what became of an appointment.
var tones = map[string]string{"booked": "tone-info", "arrived": "tone-info", "seen": "tone-good", "no_show": "tone-bad", "cancelled": "tone-warn"}

// tellCase is tell for what happens on a path.
func (row *TimelineRow) tellCase(r *web.Request, e *people.Event, who map[string]string) {
	row.URL = r.URL("/ufficio/percorsi/" + web.IDText(e.About))
	switch e.Kind {
	case cases.EventClosed:
		row.Done = r.T("cases.outcome." + e.Code)
	case cases.EventPassed:
		row.Done = who[e.Code]
	case cases.EventCheck:
		row.URL, row.Done, row.Tone = r.URL("/ufficio/verifiche/"+web.IDText(e.About)), r.T("cases.result."+e.Code), "tone-good"
	case cases.EventDue:
		row.URL, row.Done, row.WholeDay = r.URL("/ufficio/verifiche/"+web.IDText(e.About)), r.T("cases.check."+e.Code), true
	case cases.EventAction:
		row.Done = r.T("cases.action.state." + e.Code)
	case cases.EventProfile:
		row.WholeDay = true
	case cases.EventDocument:
		kind, state, _ := strings.Cut(e.Code, ".")
		row.What, row.Done, row.WholeDay = r.T("document."+kind), r.T("cases.document.state."+state), true
	}
}
