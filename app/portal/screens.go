package portal

import (
	"context"
	"time"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/db"
	"approdo/app/inspect"
	"approdo/app/web"
)

// Screens are the public pages and what they stand on.
type Screens struct {
	web    *web.App
	db     *db.Pools
	gate   *auth.Gate
	signer auth.Signer
	// agreed is where consents are written.
	agreed *consents.Book
	// letters builds calendar files the way the mails do.
	letters appointments.MailOptions
	// inspector judges documents, nil where none are taken.
	inspector *inspect.Inspector
}

// Register adds every public route to the shell.
func Register(app *web.App, pools *db.Pools, gate *auth.Gate, letters appointments.MailOptions) *Screens {
	s := &Screens{web: app, db: pools, gate: gate, signer: gate.Signer, letters: letters, agreed: consents.NewBook()}
	s.bookingRoutes()
	s.searchRoutes()
	s.proofRoutes()
	s.appointmentRoutes()
	s.linkRoutes()
	s.areaRoutes()
	s.areaSignInRoutes()
	s.ownRoutes()
	s.ownJobRoutes()
	s.ownApplicationRoutes()
	s.ownCourseRoutes()
	s.ownWriteRoutes()
	s.ownCVRoutes()
	s.web.TakeParts(web.OwnParts, web.Own)
	s.consentRoutes()
	s.keepRoutes()
	s.shareRoutes()
	s.dataRoutes()
	s.informationRoutes()
	s.queueRoutes()
	s.waitingRoutes()
	return s
}

func (s *Screens) bookingRoutes() {
	s.web.Get("/prenota", web.Public, s.chooseArea)
	s.web.Post("/prenota", web.Public, s.takeHold)
	s.web.Get("/prenota/sportello", web.Public, s.chooseDesk)
	s.web.Get("/prenota/orario", web.Public, s.chooseTime)
	s.web.Get("/prenota/:token/orario", web.Public, s.changeTime)
	s.web.Post("/prenota/:token/orario", web.Public, s.moveHold)
	s.web.Get("/prenota/:token/dettagli", web.Public, s.showDetails)
	s.web.Post("/prenota/:token/dettagli", web.Public, s.saveDetails)
	s.web.Get("/prenota/:token/richiedente", web.Public, s.showContact)
	s.web.Post("/prenota/:token/richiedente", web.Public, s.saveContact)
	s.web.Get("/prenota/:token/riepilogo", web.Public, s.showSummary)
	s.web.Post("/prenota/:token/conferma", web.Public, s.confirm)
	s.web.Get("/prenota/:token/conferma", web.Public, s.showConfirmation)
}

func (s *Screens) appointmentRoutes() {
	s.web.Get("/appuntamenti/:token", web.Public, s.showAppointment)
	s.web.Get("/appuntamenti/:token/calendario.ics", web.Public, s.appointmentCalendar)
	s.web.Get("/appuntamenti/:token/annullamento", web.Public, s.askCancel)
	s.web.Post("/appuntamenti/:token/annullamento", web.Public, s.cancel)
	s.web.Get("/appuntamenti/:token/spostamento", web.Public, s.chooseNewTime)
	s.web.Post("/appuntamenti/:token/spostamento", web.Public, s.move)
}

func (s *Screens) areaRoutes() {
	s.web.Get("/area-personale", web.Citizen, s.areaHome)
	s.web.Post("/area-personale/uscita", web.Citizen, s.leaveArea)
}

func (s *Screens) allow(ctx context.Context, key string, times int, window time.Duration, now time.Time) error {
	return auth.Allow(ctx, s.db.Web, key, times, window, now)
}

// Menu is the portal's navigation.
func Menu() []web.MenuEntry {
	return []web.MenuEntry{
		{Path: "/servizi", Key: "layout.nav.services"},
		{Path: "/prenota", Key: "layout.nav.book"},
		{Path: "/sportelli", Key: "layout.nav.desks"},
		{Path: "/domande-frequenti", Key: "layout.nav.faq"},
	}
}
