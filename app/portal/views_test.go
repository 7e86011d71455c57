package portal

import (
	"testing"
	"time"

	"approdo/app/appointments"
	"approdo/app/desks"
	"approdo/app/i18n"
	"approdo/app/pages"
	"approdo/app/services"
	"approdo/app/waiting"
	"approdo/app/web"
	"approdo/app/web/cvform"
	"approdo/app/web/webtest"
)

func TestEveryViewIsDrawnWithNothingInIt(t *testing.T) {
	s := webtest.New(t, time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC), webtest.Menus{Portal: Menu()})
	s.DrawZero(t, "portal/", "layouts/portal", i18n.Languages(), map[string]func() web.Framer{
		"portal/booking/area":            func() web.Framer { return new(AreaPage) },
		"portal/booking/desk":            func() web.Framer { return new(DeskPage) },
		"portal/booking/search":          func() web.Framer { return new(SearchPage) },
		"portal/booking/time":            func() web.Framer { return new(TimePage) },
		"portal/booking/form":            func() web.Framer { return new(FormPage) },
		"portal/booking/contact":         func() web.Framer { return new(ContactPage) },
		"portal/booking/reserved":        func() web.Framer { return new(ReservedPage) },
		"portal/booking/proof":           func() web.Framer { return new(ProofPage) },
		"portal/booking/proof_wait":      func() web.Framer { return new(ProofWaitPage) },
		"portal/booking/work":            func() web.Framer { return new(WorkPage) },
		"portal/booking/summary":         func() web.Framer { return new(SummaryPage) },
		"portal/booking/confirmation":    func() web.Framer { return new(ConfirmationPage) },
		"portal/appointments/show":       func() web.Framer { return &AppointmentPage{Card: new(appointments.Card)} },
		"portal/appointments/cancel":     func() web.Framer { return &CancelPage{AppointmentPage: AppointmentPage{Card: new(appointments.Card)}} },
		"portal/appointments/index":      func() web.Framer { return new(LinksPage) },
		"portal/area/home":               func() web.Framer { return new(AreaHomePage) },
		"portal/area/door":               func() web.Framer { return new(DoorPage) },
		"portal/area/consents":           func() web.Framer { return new(ConsentsPage) },
		"portal/area/keep":               func() web.Framer { return new(KeepPage) },
		"portal/area/shares":             func() web.Framer { return new(SharesPage) },
		"portal/cv/door":                 func() web.Framer { return new(ShareDoorPage) },
		"portal/cv/gone":                 func() web.Framer { return new(ShareGonePage) },
		"portal/cv/show":                 func() web.Framer { return new(SharePage) },
		"portal/area/consent_link":       func() web.Framer { return new(ConsentLinkPage) },
		"portal/area/data":               func() web.Framer { return new(DataPage) },
		"portal/area/looks":              func() web.Framer { return new(LooksPage) },
		"portal/area/messages":           func() web.Framer { return new(MessagesPage) },
		"portal/area/summary":            func() web.Framer { return new(OwnSummaryPage) },
		"portal/area/gone":               func() web.Framer { return new(GonePage) },
		"portal/area/sign":               func() web.Framer { return new(SignPage) },
		"portal/area/cv":                 func() web.Framer { return new(OwnCVPage) },
		"portal/area/cv_delete":          func() web.Framer { return new(CVDeletePage) },
		"portal/area/cv_renewal":         func() web.Framer { return new(CVRenewalPage) },
		"portal/area/title":              func() web.Framer { return new(OwnTitlePage) },
		"portal/area/document":           func() web.Framer { return new(OwnDocumentPage) },
		"portal/area/applications":       func() web.Framer { return new(OwnApplicationsPage) },
		"portal/area/applications_sheet": func() web.Framer { return new(OwnApplicationsPage) },
		"portal/area/application":        func() web.Framer { return new(OwnApplicationPage) },
		"portal/area/application_form":   func() web.Framer { return new(OwnApplicationFormPage) },
		"portal/area/jobs":               func() web.Framer { return new(OwnJobsPage) },
		"portal/area/job":                func() web.Framer { return new(OwnJobPage) },
		"portal/area/courses":            func() web.Framer { return new(OwnCoursesPage) },
		"portal/area/course":             func() web.Framer { return new(OwnCoursePage) },
		"portal/area/course_form":        func() web.Framer { return new(OwnCourseForm) },
		"portal/area/signin":             func() web.Framer { return new(AreaSignInPage) },
		"portal/cv/start":                func() web.Framer { return new(WriteStartPage) },
		"portal/cv/step":                 func() web.Framer { return &WriteStepPage{Step: new(cvform.Step)} },
		"portal/cv/review":               func() web.Framer { return &WriteReviewPage{Review: new(cvform.Reviewing)} },
		"portal/cv/preview":              func() web.Framer { return new(WritePreviewPage) },
		"portal/area/code":               func() web.Framer { return new(AreaCodePage) },
		"portal/desks/index":             func() web.Framer { return new(DesksPage) },
		"portal/desks/show":              func() web.Framer { return &DeskPublicPage{Desk: openDesk{Desk: desks.Desk{Site: new(desks.Site)}}} },
		"portal/home/index":              func() web.Framer { return new(HomePage) },
		"portal/pages/accessibility":     func() web.Framer { return &InfoPage{Who: new(pages.Institution)} },
		"portal/pages/charter":           func() web.Framer { return new(CharterPage) },
		"portal/pages/faq":               func() web.Framer { return new(QuestionsPage) },
		"portal/pages/help":              func() web.Framer { return &HelpPage{InfoPage: InfoPage{Who: new(pages.Institution)}} },
		"portal/pages/notes":             func() web.Framer { return &InfoPage{Who: new(pages.Institution)} },
		"portal/pages/privacy":           func() web.Framer { return &InfoPage{Who: new(pages.Institution)} },
		"portal/queue/ticket":            func() web.Framer { return new(TicketPage) },
		"portal/queue/display":           func() web.Framer { return new(DisplayPage) },
		"portal/queue/kiosk_language":    func() web.Framer { return new(KioskPage) },
		"portal/queue/kiosk_area":        func() web.Framer { return new(KioskPage) },
		"portal/queue/kiosk_ticket":      func() web.Framer { return new(TicketPage) },
		"portal/ratings/new":             func() web.Framer { return new(RatingPage) },
		"portal/ratings/reason":          func() web.Framer { return new(RatingReasonPage) },
		"portal/reports/new":             func() web.Framer { return new(ReportPage) },
		"portal/reports/sent":            func() web.Framer { return new(ReportSentPage) },
		"portal/services/index":          func() web.Framer { return new(ServicesPage) },
		"portal/services/show":           func() web.Framer { return &ServicePage{Area: new(services.Area)} },
		"portal/waiting/form":            func() web.Framer { return new(WaitingFormPage) },
		"portal/waiting/show":            func() web.Framer { return &WaitingPage{Card: new(waiting.Card)} },
		"portal/waiting/leave":           func() web.Framer { return &WaitingPage{Card: new(waiting.Card)} },
		"portal/waiting/offer":           func() web.Framer { return &OfferPage{Card: new(waiting.OfferCard)} },
		"portal/standards/index":         func() web.Framer { return new(StandardsPage) },
		"portal/standards/show":          func() web.Framer { return &StandardPage{Standard: new(services.Standard)} },
		"portal/error":                   func() web.Framer { return new(web.ErrorPage) },
		"portal/resend":                  func() web.Framer { return new(web.ResendPage) },
	})
}
