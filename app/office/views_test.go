package office_test

import (
	"testing"

	"approdo/app/cases"
	"approdo/app/i18n"
	"approdo/app/office"
	"approdo/app/office/applications"
	"approdo/app/office/assessments"
	"approdo/app/office/candidates"
	"approdo/app/office/consents"
	"approdo/app/office/cvs"
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
	"approdo/app/people"
	"approdo/app/web"
	"approdo/app/web/cvform"
	"approdo/app/web/inbox"
	"approdo/app/web/webtest"
)

// views are the pages behind the views of the office, each with nothing in it.
var views = map[string]func() web.Framer{
	"office/retention/home":     func() web.Framer { return new(retention.HomePage) },
	"office/retention/months":   func() web.Framer { return new(retention.MonthsPage) },
	"office/retention/files":    func() web.Framer { return new(retention.FilesPage) },
	"office/retention/keep":     func() web.Framer { return new(retention.KeepPage) },
	"office/retention/book":     func() web.Framer { return new(retention.BookPage) },
	"office/retention/paper":    func() web.Framer { return new(retention.BookPage) },
	"office/people/handover":    func() web.Framer { return new(persons.HandoverPage) },
	"office/candidates/list":    func() web.Framer { return new(candidates.ListPage) },
	"office/candidates/show":    func() web.Framer { return new(candidates.ShowPage) },
	"office/candidates/shares":  func() web.Framer { return new(candidates.SharesPage) },
	"office/rights/list":        func() web.Framer { return new(rights.ListPage) },
	"office/rights/show":        func() web.Framer { return new(rights.ShowPage) },
	"office/rights/records":     func() web.Framer { return new(rights.RecordsPage) },
	"office/rights/held":        func() web.Framer { return new(rights.HeldPage) },
	"office/rights/record":      func() web.Framer { return new(rights.RecordPage) },
	"office/rights/person":      func() web.Framer { return new(rights.PersonPage) },
	"office/consents/list":      func() web.Framer { return new(consents.ListPage) },
	"office/consents/record":    func() web.Framer { return new(consents.RecordPage) },
	"office/consents/sheet":     func() web.Framer { return new(consents.SheetPage) },
	"office/people/preferences": func() web.Framer { return new(persons.PreferencesPage) },
	"office/people/preference":  func() web.Framer { return new(persons.PreferencePage) },
	"office/glossary/list":      func() web.Framer { return new(glossary.ListPage) },
	"office/glossary/show":      func() web.Framer { return new(glossary.ShowPage) },
	"office/cv/start":           func() web.Framer { return new(persons.WriteStartPage) },
	"office/cv/step":            func() web.Framer { return &persons.WriteStepPage{Step: new(cvform.Step)} },
	"office/cv/review":          func() web.Framer { return &persons.WriteReviewPage{Review: new(cvform.Reviewing)} },
	"office/cv/preview":         func() web.Framer { return new(persons.WritePreviewPage) },
	"office/people/area":        func() web.Framer { return new(persons.AreaPage) },
	"office/people/slip":        func() web.Framer { return new(persons.SlipPage) },
	"office/workday/day":        func() web.Framer { return new(workday.DayPage) },
	"office/workday/loads":      func() web.Framer { return new(workday.LoadsPage) },
	"office/workday/load":       func() web.Framer { return new(workday.LoadPage) },
	"office/today":              func() web.Framer { return new(office.TodayPage) },
	"office/appointments/show":  func() web.Framer { return new(office.AppointmentPage) },
	"office/appointments/new":   func() web.Framer { return new(office.NewAppointmentPage) },
	"office/hours/desks":        func() web.Framer { return new(office.DesksPage) },
	"office/hours/desk":         func() web.Framer { return new(office.DeskPage) },
	"office/hours/form":         func() web.Framer { return new(office.HoursFormPage) },
	"office/hours/review":       func() web.Framer { return new(office.HoursReviewPage) },
	"office/hours/closures":     func() web.Framer { return new(office.ClosuresPage) },
	"office/hours/year":         func() web.Framer { return new(office.YearPage) },
	"office/agenda/week":        func() web.Framer { return new(office.WeekPage) },
	"office/agenda/month":       func() web.Framer { return new(office.MonthPage) },
	"office/queue/report":       func() web.Framer { return new(office.QueueReportPage) },
	"office/agenda/list":        func() web.Framer { return new(office.AgendaListPage) },
	"office/agenda/sheet":       func() web.Framer { return new(office.SheetPage) },
	"office/feed":               func() web.Framer { return new(office.FeedPage) },
	"office/audit":              func() web.Framer { return new(office.AuditPage) },
	"office/jobs":               func() web.Framer { return new(office.JobsPage) },
	"office/codes":              func() web.Framer { return new(office.CodesPage) },
	"office/group":              func() web.Framer { return new(office.GroupPage) },
	"office/areas":              func() web.Framer { return new(office.AreasPage) },
	"office/areas_texts":        func() web.Framer { return new(office.AreaTextsPage) },
	"office/waiting/index":      func() web.Framer { return new(office.WaitingListPage) },
	"office/waiting/show":       func() web.Framer { return &office.WaitingEntryPage{State: "office.waiting.outcome.live"} },
	"office/waiting/new":        func() web.Framer { return new(office.NewWaitingPage) },
	"office/waiting/settings":   func() web.Framer { return new(office.WaitingSettingsPage) },
	"office/guard":              func() web.Framer { return new(office.GuardPage) },
	"office/enrol":              func() web.Framer { return new(office.EnrolPage) },
	"office/forgotten":          func() web.Framer { return new(office.ForgottenPage) },
	"office/password":           func() web.Framer { return new(office.NewPasswordPage) },
	"office/profile":            func() web.Framer { return new(office.ProfilePage) },
	"office/profile_confirm":    func() web.Framer { return new(office.ConfirmPage) },
	"office/profile_passkey":    func() web.Framer { return &office.PasskeyPage{Passkey: new(office.PasskeyForm)} },
	"office/accesses/index":     func() web.Framer { return new(office.AccessesPage) },
	"office/accesses/show":      func() web.Framer { return new(office.AccessPage) },
	"office/accesses/close":     func() web.Framer { return new(office.ClosingPage) },
	"office/accesses/print":     func() web.Framer { return new(office.AccessSheetPage) },
	"office/accesses/sheet":     func() web.Framer { return new(office.DaySheetPage) },
	"office/queue/index":        func() web.Framer { return new(office.QueuePage) },
	"office/queue/new":          func() web.Framer { return new(office.NewTicketPage) },
	"office/queue/ticket":       func() web.Framer { return new(office.QueueTicketPage) },
	"office/queue/settings":     func() web.Framer { return new(office.QueueSettingsPage) },
	"office/cases/intake":       func() web.Framer { return new(paths.IntakePage) },
	"office/cases/checks":       func() web.Framer { return new(paths.ChecksPage) },
	"office/cases/check":        func() web.Framer { return new(paths.CheckPage) },
	"office/referrals/incoming": func() web.Framer { return new(referrals.IncomingPage) },
	"office/referrals/list":     func() web.Framer { return new(referrals.ListPage) },
	"office/referrals/form":     func() web.Framer { return new(referrals.FormPage) },
	"office/referrals/settings": func() web.Framer { return new(referrals.SettingsPage) },
	"office/referrals/special":  func() web.Framer { return new(referrals.SpecialPage) },
	"office/assessments/begin":  func() web.Framer { return new(assessments.BeginPage) },
	"office/assessments/show":   func() web.Framer { return new(assessments.ShowPage) },
	"office/assessments/test":   func() web.Framer { return new(assessments.TestPage) },
	"office/assessments/health": func() web.Framer { return new(assessments.HealthPage) },
	"office/meetings/list":      func() web.Framer { return new(meetings.ListPage) },
	"office/meetings/form":      func() web.Framer { return new(meetings.FormPage) },
	"office/meetings/show":      func() web.Framer { return new(meetings.ShowPage) },
	"office/meetings/item":      func() web.Framer { return new(meetings.ItemPage) },
	"office/meetings/item_new":  func() web.Framer { return new(meetings.NewItemPage) },
	"office/meetings/minutes":   func() web.Framer { return new(meetings.MinutesPage) },
	"office/referrals/out":      func() web.Framer { return new(referrals.OutPage) },
	"office/referrals/sheet":    func() web.Framer { return new(referrals.SheetPage) },
	"office/referrals/show":     func() web.Framer { return new(referrals.ShowPage) },
	"office/cases/list":         func() web.Framer { return new(paths.CaseloadPage) },
	"office/cases/show":         func() web.Framer { return &paths.CasePage{Case: new(cases.Case)} },
	"office/cases/profile":      func() web.Framer { return new(paths.ProfilePage) },
	"office/cases/needs":        func() web.Framer { return new(paths.NeedsPage) },
	"office/cases/document":     func() web.Framer { return &paths.DocumentPage{Doc: new(cases.Document)} },
	"office/cases/draft":        func() web.Framer { return new(paths.DocumentFormPage) },
	"office/cases/paper":        func() web.Framer { return new(paths.DocumentPrintPage) },
	"office/deliveries/list":    func() web.Framer { return &paths.DeliveriesPage{Services: new(paths.DeliveryPanel)} },
	"office/deliveries/form":    func() web.Framer { return new(paths.DeliveryForm) },
	"office/deliveries/show":    func() web.Framer { return new(paths.DeliveryPage) },
	"office/partners/list":      func() web.Framer { return new(partners.ListPage) },
	"office/partners/form":      func() web.Framer { return new(partners.FormPage) },
	"office/partners/show":      func() web.Framer { return new(partners.ShowPage) },
	"office/imports/list":       func() web.Framer { return new(imports.ListPage) },
	"office/imports/show":       func() web.Framer { return new(imports.ShowPage) },
	"office/imports/grid":       func() web.Framer { return new(imports.GridPage) },
	"office/people/list":        func() web.Framer { return new(persons.ListPage) },
	"office/people/form":        func() web.Framer { return new(persons.FormPage) },
	"office/people/show":        func() web.Framer { return &persons.ShowPage{Person: new(people.Person)} },
	"office/people/entry":       func() web.Framer { return new(persons.EntryPage) },
	"office/people/special":     func() web.Framer { return new(persons.SpecialPage) },
	"office/people/merge":       func() web.Framer { return new(persons.MergePage) },
	"office/people/timeline":    func() web.Framer { return new(persons.TimelinePage) },
	"office/people/link":        func() web.Framer { return &persons.LinkPage{Linked: new(persons.LinkRow)} },
	"office/people/attach":      func() web.Framer { return new(persons.AttachPage) },
	"office/second_factor":      func() web.Framer { return new(office.SecondPage) },
	"office/sessions":           func() web.Framer { return new(office.SessionsPage) },
	"office/settings":           func() web.Framer { return new(office.SettingsPage) },
	"office/signin":             func() web.Framer { return new(office.SignInPage) },
	"office/standards/index":    func() web.Framer { return new(standards.ListPage) },
	"office/standards/show":     func() web.Framer { return new(standards.ShowPage) },
	"office/standards/form":     func() web.Framer { return new(standards.FormPage) },
	"office/users":              func() web.Framer { return new(office.UsersPage) },
	"office/user_form":          func() web.Framer { return new(office.UserPage) },
	"office/sections":           func() web.Framer { return new(office.SectionsPage) },
	"office/people":             func() web.Framer { return new(office.PeoplePage) },
	"office/operator":           func() web.Framer { return new(office.OperatorPage) },
	"office/rooms":              func() web.Framer { return new(office.RoomsPage) },
	"office/mediators_wanted":   func() web.Framer { return new(office.WantedPage) },
	"office/external":           func() web.Framer { return new(office.ExternalPage) },
	"office/inbox_list":         func() web.Framer { return new(inbox.ListPage) },
	"office/inbox_show":         func() web.Framer { return new(inbox.ShowPage) },

	"office/applications/list":   func() web.Framer { return new(applications.ListPage) },
	"office/applications/person": func() web.Framer { return new(applications.PersonPage) },
	"office/applications/form":   func() web.Framer { return new(applications.FormPage) },
	"office/applications/show":   func() web.Framer { return new(applications.ShowPage) },

	"office/cvs/show":          func() web.Framer { return new(cvs.ShowPage) },
	"office/cvs/remove":        func() web.Framer { return new(cvs.RemovePage) },
	"office/placements/list":   func() web.Framer { return new(placements.ListPage) },
	"office/placements/kind":   func() web.Framer { return new(placements.KindPage) },
	"office/placements/form":   func() web.Framer { return new(placements.FormPage) },
	"office/placements/show":   func() web.Framer { return new(placements.ShowPage) },
	"office/enrolments/list":   func() web.Framer { return new(enrolments.ListPage) },
	"office/enrolments/person": func() web.Framer { return new(enrolments.PersonPage) },
	"office/enrolments/form":   func() web.Framer { return new(enrolments.FormPage) },
	"office/enrolments/show":   func() web.Framer { return new(enrolments.ShowPage) },
}

func TestEveryViewIsDrawnWithNothingInIt(t *testing.T) {
	s := webtest.New(t, tuesday, webtest.Menus{Office: office.Menu()})
	s.DrawZero(t, "office/", "layouts/office", i18n.OfficeLanguages(), views)
}
