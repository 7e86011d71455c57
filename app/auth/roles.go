package auth

// Role is what a person does at the desks (domain: who uses it).
type Role string

// Roles of the back-office and of the limited portals.
const (
	Reception     Role = "reception"     // first-level operator: welcome, register, first interview
	Specialist    Role = "specialist"    // second-level operator
	Matching      Role = "matching"      // matching consultant, consented profiles only
	Scout         Role = "scout"         // employer scout
	Coordinator   Role = "coordinator"   // decides on proposals, watches standards and reports
	Editor        Role = "editor"        // communication
	ReferringBody Role = "referring"     // sends referral forms, sees their outcome
	Admin         Role = "administrator" // users, roles, catalogue, settings
	Protection    Role = "protection"    // data-protection officer: retention, audit trail
	Auditor       Role = "auditor"       // reads the audit trail and reports
)

// Roles lists every role in the order shown on screen.
var Roles = []Role{Reception, Specialist, Matching, Scout, Coordinator, Editor, ReferringBody, Admin, Protection, Auditor}

// Permission is one thing a route may ask for; it stands on the route's line.
type Permission string

// Permissions. AllDesks widens the scope of every other one to every desk.
const (
	OfficeEnter        Permission = "office.enter"        // sign in to /ufficio and see one's own sessions
	AppointmentsRead   Permission = "appointments.read"   // the desk's day, an appointment
	AppointmentsManage Permission = "appointments.manage" // book for somebody, arrived / seen / no-show, cancel
	AppointmentsDouble Permission = "appointments.double" // book a time that is not free, with a reason
	AccessesRead       Permission = "accesses.read"       // the access register: read, print, export
	AccessesManage     Permission = "accesses.manage"     // close a meeting, write and correct rows
	DesksManage        Permission = "desks.manage"        // opening rules, exceptions, closures, absences
	UsersManage        Permission = "users.manage"        // accounts, roles, resets
	InstitutionManage  Permission = "institution.manage"  // name, addresses, colour and programmes of the institution
	AreasManage        Permission = "areas.manage"        // rules, texts and reminders of the service areas, how bookings are guarded, how long a referral waits
	PeopleRead         Permission = "people.read"         // find people and read their files
	PeopleManage       Permission = "people.manage"       // open and change files
	PeopleMerge        Permission = "people.merge"        // say that two files are one person, and undo it
	PeopleImport       Permission = "people.import"       // bring people from a file, and undo it
	PeopleSpecial      Permission = "people.special"      // read and write special-category data of people, every read noted
	CasesRead          Permission = "cases.read"          // the cases of the desk's people
	CasesManage        Permission = "cases.manage"        // take in charge, follow, hand over, close
	CVsRead            Permission = "cvs.read"            // open the CVs of the desk's people, every time noted
	CVsManage          Permission = "cvs.manage"          // hand in, make, renew and remove CVs of the desk's people
	ConsentsManage     Permission = "consents.manage"     // record what people agree to and take back, ask them
	CandidatesRead     Permission = "candidates.read"     // find people who agreed to it by their CV, without their name
	ReferralsDecide    Permission = "referrals.decide"    // the committee's decision on a project proposal
	PartnersRead       Permission = "partners.read"       // the bodies of the network, their people, agreements and contacts
	PartnersNote       Permission = "partners.note"       // write contacts with the network into the register
	PartnersManage     Permission = "partners.manage"     // open, change and put aside bodies, their people and agreements
	BodyForms          Permission = "body.forms"          // the portal of one's body: send referral forms, follow what becomes of them
	AuditRead          Permission = "audit.read"          // audit trail
	PrivacyManage      Permission = "privacy.manage"      // answer people's requests about their data; how long data are kept, what is due, the register of processing
	JobsRead           Permission = "jobs.read"           // dead jobs, failed messages
	JobsManage         Permission = "jobs.manage"         // retry or drop a dead job
	StandardsManage    Permission = "standards.manage"    // repertoires of service standards, new versions
	StandardsOverride  Permission = "standards.override"  // record a service that misses its standard, with a reason
	AllDesks           Permission = "desks.all"
)

// Permissions lists every permission in the order of the table in doc.go.
var Permissions = []Permission{
	OfficeEnter,
	AppointmentsRead,
	AppointmentsManage,
	AppointmentsDouble,
	AccessesRead,
	AccessesManage,
	DesksManage,
	UsersManage,
	InstitutionManage,
	AreasManage,
	PeopleRead,
	PeopleManage,
	PeopleMerge,
	PeopleImport,
	PeopleSpecial,
	CasesRead,
	CasesManage,
	CVsRead,
	CVsManage,
	ConsentsManage,
	CandidatesRead,
	ReferralsDecide,
	PartnersRead,
	PartnersNote,
	PartnersManage,
	BodyForms,
	PrivacyManage,
	AuditRead,
	JobsRead,
	JobsManage,
	StandardsManage,
	StandardsOverride,
	AllDesks,
}

// grants is the one table of who may what.
var grants = map[Role][]Permission{
	Reception: {
		OfficeEnter,
		AppointmentsRead, AppointmentsManage, AppointmentsDouble,
		AccessesRead, AccessesManage,
		PeopleRead, PeopleManage,
		CasesRead, CasesManage,
		CVsRead, CVsManage,
		ConsentsManage,
		PartnersRead, PartnersNote,
	},
	Specialist: {
		OfficeEnter,
		AppointmentsRead, AppointmentsManage, AppointmentsDouble,
		AccessesRead, AccessesManage,
		StandardsOverride,
		PeopleRead, PeopleManage, PeopleSpecial,
		CasesRead, CasesManage,
		CVsRead, CVsManage,
		ConsentsManage,
		PartnersRead, PartnersNote,
	},
	Matching: {OfficeEnter, CandidatesRead, PartnersRead},
	Scout:    {OfficeEnter, PartnersRead, PartnersNote},
	Coordinator: {
		OfficeEnter,
		AppointmentsRead, AppointmentsManage, AppointmentsDouble,
		AccessesRead, AccessesManage,
		DesksManage, AreasManage,
		StandardsManage, StandardsOverride,
		PeopleRead, PeopleManage, PeopleMerge, PeopleImport, PeopleSpecial,
		CasesRead, CasesManage, ReferralsDecide,
		ConsentsManage, CandidatesRead,
		CVsRead, CVsManage,
		PartnersRead, PartnersNote, PartnersManage,
		AllDesks,
	},
	Editor:        {OfficeEnter},
	ReferringBody: {BodyForms},
	Admin: {
		OfficeEnter,
		DesksManage, UsersManage, InstitutionManage, AreasManage,
		PartnersRead, PartnersNote, PartnersManage,
		JobsRead, JobsManage,
		StandardsManage,
		AllDesks,
	},
	Protection: {OfficeEnter, PrivacyManage, AuditRead, JobsRead, AllDesks},
	Auditor:    {OfficeEnter, AuditRead, AllDesks},
}

// SeesPersonalData reports whether the role opens personal data and therefore
// must sign in with a second factor.
func (r Role) SeesPersonalData() bool {
	return r != Editor
}
