package main

import (
	"net/http"
	"testing"

	"approdo/app/i18n"
	"approdo/cmd/approdo/journeytest"
)

// route is a person's way from the door to the report, as three people see it at two
// desks: reception at the first level, a specialist at the second, the coordination.
type route struct {
	*shift
	it                                 *i18n.Localizer
	reception, specialist, coordinator *journeytest.Page
	// caseURL is the path at the first desk, referral the card both desks share.
	caseURL, referral string
}

const walkIn = "Zahra Finta"

// TestFromWalkInToReportBack walks through the heart of the back-office: somebody walks
// in without an appointment, is taken in charge, signs pact and plan, is referred to the
// specialists with a project still to be defined, the committee approves it, and the
// first desk reads what came of it.
func TestFromWalkInToReportBack(t *testing.T) {
	d := &shift{ahead: openMorning(t), documents: map[string]string{}}
	d.world = newWorld(t, journeytest.StartOptions{Env: []string{"APPRODO_CLOCK=" + d.ahead.String()}})
	r := &route{shift: d, it: d.words.For("it")}
	r.reception, r.specialist, r.coordinator = d.browser.Open(t, journeytest.Options{}), d.browser.Open(t, journeytest.Options{}), d.browser.Open(t, journeytest.Phone())
	d.signIn(t, r.reception, "accoglienza@demo.example")
	d.signIn(t, r.specialist, "specialista@demo.example")
	d.signIn(t, r.coordinator, "coordinamento@demo.example")
	for _, step := range []struct {
		name string
		walk func(*route, *testing.T)
	}{
		{"somebody walks in and needs a path", (*route).walksIn},
		{"the file is opened and the person taken in charge", (*route).takenInCharge},
		{"pact and plan are written and signed", (*route).signs},
		{"the case is referred, with what is shared chosen", (*route).isReferred},
		{"the specialist accepts and proposes, the committee approves", (*route).isDecided},
		{"the specialist reports back and the first desk closes", (*route).isReported},
		{"the first check is made and everything is on the timeline", (*route).isFollowed},
	} {
		if !t.Run(step.name, func(t *testing.T) { step.walk(r, t) }) {
			t.Fatalf("%s failed", step.name)
		}
	}
	for _, fault := range journeytest.MarkupFaults(t, d.documents) {
		t.Error(fault)
	}
}

func (r *route) walksIn(t *testing.T) {
	l, p := r.it, r.reception
	p.Go(r.URL + "/ufficio/coda")
	p.Select(l.T("office.new.desk"), orientation)
	p.Click(l.T("office.today.show"))
	p.Click(l.T("office.queue.new.title"))
	main := p.In("main", "")
	main.ChooseFirst()
	p.Select(l.T("office.appointment.lang"), i18n.Lookup("ar").Name)
	main.Click(l.T("office.queue.give"))
	p.Sees(r.words.For("ar").T("queue.paper.scan"))
	p.Click(l.T("office.queue.back"))
	p.Click(l.T("office.queue.next"))
	p.Click(l.T("office.queue.do.start"))
	p.Click(l.T("office.closing.title"))
	r.see(p, "path-closing")
	p.Choose(l.T("office.access.outcome.path"))
	p.Fill(l.T("office.access.need"), "Cerca lavoro, non parla bene italiano")
	p.Click(l.T("office.closing.submit"))
	p.Sees(l.T("people.link.new"))
	r.see(p, "path-whose")
}

func (r *route) takenInCharge(t *testing.T) {
	l, p := r.it, r.reception
	p.Click(l.T("people.link.new"))
	p.Fill(l.T("people.form.given"), "Zahra")
	p.Fill(l.T("people.form.surname"), "Finta")
	r.see(p, "path-new-person")
	p.Click(l.T("people.new.save"))
	p.Sees(walkIn)
	r.see(p, "path-file")
	p.Click(l.T("cases.intake.do"))
	p.Select(l.T("cases.form.notice_lang"), l.Capital(l.LanguageName("ar")))
	p.Choose(l.T("cases.form.notice"))
	p.Click(l.T("cases.intake.do"))
	p.Sees(walkIn, l.T("cases.check.first"))
	r.caseURL = p.URL()
	r.see(p, "path-case")
}

// signs writes the pact in Italian, prints it for an Arabic reader, and records that it
// was signed on paper; then the plan.
func (r *route) signs(t *testing.T) {
	l, p := r.it, r.reception
	p.Click(l.T("document.pact"))
	p.Click(l.T("cases.document.write"))
	p.Click(l.T("cases.document.save")) // an empty draft is kept, but not signed
	p.Sees(l.T("cases.document.lacks"))
	p.Click(l.T("cases.document.write"))
	for _, field := range []string{"profile", "desk", "person", "contacts"} {
		p.Fill(l.T("document.pact."+field), "Testo di prova")
	}
	p.Click(l.T("cases.document.save"))
	p.SeesNot(l.T("cases.document.lacks"))
	r.see(p, "path-pact")
	r.signed(p)
	p.Go(r.caseURL)
	p.Click(l.T("document.plan"))
	p.Click(l.T("cases.document.write"))
	p.Fill(l.T("document.plan.goals"), "Un lavoro in cucina")
	first := p.In("group", l.T("cases.document.action.number", "Number", 1))
	first.Fill(l.T("document.action"), "Frequentare il corso d'italiano")
	first.Select(l.T("document.doer"), l.T("document.doer.person"))
	r.see(p, "path-plan-draft")
	p.Click(l.T("cases.document.save"))
	r.signed(p)
	p.Go(r.caseURL)
	p.Sees("Frequentare il corso d'italiano", l.T("cases.document.state.signed"))
}

// signed records the signature of the document on the page.
func (r *route) signed(p *journeytest.Page) {
	l := r.it
	p.Select(l.T("cases.document.to"), l.T("cases.document.state.signed"))
	p.Fill(l.T("cases.document.on"), r.day(0))
	p.Fill(l.T("cases.document.signer"), walkIn)
	p.Click(l.T("cases.document.sign.do"))
	p.Sees(l.T("cases.document.state.signed"))
}

func (r *route) isReferred(t *testing.T) {
	l, p := r.it, r.reception
	p.Go(r.caseURL + "/invio")
	p.Select(l.T("referrals.form.desk"), named(p, "option", "specialistico"))
	p.Choose(l.T("referrals.kind.undefined"))
	p.Fill(l.T("referrals.form.reason"), "Serve un bilancio di competenze")
	p.Fill(l.T("referrals.form.goals"), "Capire quale lavoro può fare")
	p.Choose(l.T("document.plan"))
	r.see(p, "path-referral-form")
	p.Click(l.T("referrals.form.do"))
	p.Sees(l.T("referrals.state.draft"), "Frequentare il corso d'italiano")
	r.referral = p.URL()
	r.isShut(t, r.specialist, r.referral) // a draft is its sender's
	p.Click(l.T("referrals.do.draft.sent"))
	p.Sees(l.T("referrals.state.sent"))
	r.see(p, "path-referral-sent")
}

// isShut: the address does not exist for who asks.
func (r *route) isShut(t *testing.T, p *journeytest.Page, url string) {
	t.Helper()
	p.Expect(http.StatusNotFound)
	if p.Go(url); p.Status() != http.StatusNotFound {
		t.Errorf("%s answers %d", url, p.Status())
	}
}

func (r *route) isDecided(t *testing.T) {
	l, p := r.it, r.specialist
	r.isShut(t, p, r.caseURL) // the other desk's case stays the other desk's
	p.Go(r.URL + "/ufficio/invii")
	p.Click(walkIn)
	p.Sees("Capire quale lavoro può fare", "Frequentare il corso d'italiano")
	p.SeesNot("Testo di prova") // the pact was not shared
	r.see(p, "path-referral-received")
	p.Click(l.T("referrals.do.sent.accepted"))
	p.Sees(l.T("referrals.state.accepted"))
	p.Click(l.T("referrals.do.accepted.proposed"))
	r.writes(p, "referrals.text.proposed", "Bilancio in quattro incontri, poi un tirocinio")
	p.Sees(l.T("referrals.state.proposed"))

	c := r.coordinator
	c.Go(r.referral)
	c.Sees("Bilancio in quattro incontri")
	r.see(c, "path-referral-committee")
	c.Click(l.T("referrals.do.proposed.started"))
	c.Sees(l.T("referrals.state.started"))
}

// writes fills the field of a move and goes on with the keyboard: the folded part and its
// button have one name.
func (r *route) writes(p *journeytest.Page, field, text string) {
	p.In("main", "").Fill(r.it.T(field), text)
	p.Press("\t")
	p.Press("\r")
}

func (r *route) isReported(t *testing.T) {
	l, p := r.it, r.specialist
	p.Go(r.referral)
	p.Click(l.T("referrals.do.started.reported"))
	r.writes(p, "referrals.text.reported", "Bilancio fatto: sa cucinare, le serve la patente")
	p.Sees(l.T("referrals.state.reported"))

	b := r.reception
	b.Go(r.URL + "/ufficio/giornata")
	b.Sees(l.N("office.workday.referrals.sent", 1))
	r.see(b, "path-my-day")
	b.Click(l.N("office.workday.referrals.sent", 1))
	b.Click(walkIn)
	b.Sees("le serve la patente")
	b.Click(l.T("referrals.do.reported.closed"))
	b.Sees(l.T("referrals.state.closed"))
}

func (r *route) isFollowed(t *testing.T) {
	l, p := r.it, r.reception
	p.Go(r.caseURL)
	p.Click(l.T("cases.check.first"))
	p.Choose(l.T("cases.channel.phone"))
	p.Choose(l.T("cases.result.searching"))
	r.see(p, "path-check")
	p.Click(l.T("cases.check.save"))
	p.Sees(l.T("cases.check.saved"))
	p.Go(r.caseURL)
	p.Click(l.T("cases.handover.title"))
	p.Sees("Un lavoro in cucina", l.T("referrals.state.closed"))
	r.see(p, "path-handover")
	p.Click(l.T("people.timeline.title"))
	p.Sees(l.T("people.event.access"), l.T("people.event.case_opened"), l.T("document.pact"), l.T("document.plan"), l.T("people.event.check"))
	r.see(p, "path-timeline")
}
