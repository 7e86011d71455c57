package office

import (
	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/inspect"
	officeapplications "approdo/app/office/applications"
	"approdo/app/office/assessments"
	"approdo/app/office/bodies"
	"approdo/app/office/candidates"
	officeconsents "approdo/app/office/consents"
	officecvs "approdo/app/office/cvs"
	"approdo/app/office/enrolments"
	"approdo/app/office/glossary"
	"approdo/app/office/imports"
	"approdo/app/office/meetings"
	"approdo/app/office/partners"
	"approdo/app/office/paths"
	"approdo/app/office/persons"
	"approdo/app/office/placements"
	"approdo/app/office/referrals"
	"approdo/app/office/retention"
	"approdo/app/office/rights"
	"approdo/app/office/standards"
	"approdo/app/office/workday"
	"approdo/app/web"
)

// Screens are the back-office pages and what they stand on.
type Screens struct {
	web  *web.App
	db   *db.Pools
	gate *auth.Gate
	// sms is true where the program can send short messages.
	sms      bool
	persons  *persons.Screens
	consents *officeconsents.Screens
	cvs      *officecvs.Screens
	rights   *rights.Screens
}

// Menu is the office's navigation.
func Menu() []web.MenuEntry {
	return []web.MenuEntry{
		{Path: "/ufficio", Key: "office.menu.today", May: auth.AppointmentsRead},
		{Path: "/ufficio/coda", Key: "office.menu.queue", May: auth.AppointmentsRead},
		{Path: "/ufficio/accessi", Key: "office.menu.accesses", May: auth.AccessesRead},
		{Path: "/ufficio/persone", Key: "office.menu.people", May: auth.PeopleRead},
		{Path: "/ufficio/percorsi", Key: "office.menu.cases", May: auth.CasesRead},
		{Path: "/ufficio/candidati", Key: "office.menu.candidates", May: auth.CandidatesRead},
		{Path: "/ufficio/rete", Key: "office.menu.partners", May: auth.PartnersRead},
		{Path: "/ufficio/agenda", Key: "office.menu.agenda", May: auth.AppointmentsRead},
		{Path: "/ufficio/appuntamenti/nuovo", Key: "office.menu.new", May: auth.AppointmentsManage},
		{Path: "/ufficio/attesa", Key: "office.menu.waiting", May: auth.AppointmentsRead},
		{Path: "/ufficio/riservatezza", Key: "office.menu.privacy", May: auth.PrivacyManage},
		settings(),
	}
}

// Register adds every back-office route to the shell.
func Register(app *web.App, pools *db.Pools, gate *auth.Gate) *Screens {
	s := &Screens{web: app, db: pools, gate: gate}
	s.accountRoutes()
	s.hoursRoutes()
	s.agendaRoutes()
	s.monthRoutes()
	s.areaRoutes()
	s.groupRoutes()
	s.guardRoutes()
	s.queueReportRoutes()
	s.queueRoutes()
	s.institutionRoutes()
	s.operatorRoutes()
	s.accessRoutes()
	s.waitingRoutes()
	s.externalRoutes()
	s.roomRoutes()
	s.mediatorRoutes()
	s.web.TakeParts(web.OfficeParts, web.SignedIn)
	imports.Register(app, pools)
	s.persons = persons.Register(app, pools, gate.Signer)
	standards.Register(app, pools)
	glossary.Register(app, pools)
	workday.Register(app, pools)
	paths.Register(app, pools)
	partners.Register(app, pools, gate)
	bodies.Register(app, pools, gate)
	referrals.Register(app, pools, gate.Signer)
	placements.Register(app, pools)
	officeapplications.Register(app, pools)
	enrolments.Register(app, pools)
	s.consents = officeconsents.Register(app, pools)
	s.cvs = officecvs.Register(app, pools)
	candidates.Register(app, pools)
	s.rights = rights.Register(app, pools, gate.Signer)
	meetings.Register(app, pools)
	assessments.Register(app, pools, gate.Signer)
	retention.Register(app, pools)
	s.web.Alerting(s.alerts)
	s.web.Get("/ufficio", web.SignedIn, s.home)
	s.web.Get("/ufficio/impostazioni", web.SignedIn, s.listSettings)
	s.web.Get("/ufficio/appuntamenti/nuovo", web.May(auth.AppointmentsManage), s.newAppointment)
	s.web.Post("/ufficio/appuntamenti", web.May(auth.AppointmentsManage), s.bookForSomebody)
	s.web.Get("/ufficio/appuntamenti/:id", web.May(auth.AppointmentsRead), s.showAppointment)
	s.web.Post("/ufficio/appuntamenti/:id/arrivo", web.May(auth.AppointmentsManage), s.mark(appointments.Arrive, "office.appointment.arrived"))
	s.web.Post("/ufficio/appuntamenti/:id/colloquio", web.May(auth.AppointmentsManage), s.mark(appointments.MarkSeen, "office.appointment.marked"))
	s.web.Post("/ufficio/appuntamenti/:id/assenza", web.May(auth.AppointmentsManage), s.mark(appointments.MarkNoShow, "office.appointment.marked"))
	s.web.Post("/ufficio/appuntamenti/:id/ripristino", web.May(auth.AppointmentsManage), s.mark(appointments.UndoMark, "office.appointment.undone"))
	s.web.Post("/ufficio/appuntamenti/:id/annullamento", web.May(auth.AppointmentsManage), s.cancelAppointment)
	s.web.Get("/ufficio/registro", web.May(auth.AuditRead), s.auditTrail)
	s.web.Get("/ufficio/lavori", web.May(auth.JobsRead), s.listJobs)
	s.web.Post("/ufficio/lavori/:id/ripresa", web.May(auth.JobsManage), s.retryJob)
	s.web.Post("/ufficio/lavori/:id/eliminazione", web.May(auth.JobsManage), s.dropJob)
	return s
}

// Consenting hands over the book in which consents are written, with all that follows
// from them.
func (s *Screens) Consenting(book *consents.Book) *Screens {
	s.consents.Consenting(book)
	s.rights.Consenting(book)
	return s
}

// errMissing is the one answer for what does not exist or is not theirs.
func errMissing() error { return fault.Missing() }

// Inspecting gives the screens about CVs what judges documents.
func (s *Screens) Inspecting(i *inspect.Inspector) *Screens {
	s.cvs.Inspecting(i)
	return s
}
