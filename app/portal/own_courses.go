package portal

import (
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/enrolments"
	"approdo/app/web"
)

// soonDays is how many days before its start the home tells of a course.
const soonDays = 7

// OwnCoursesPage lists the courses of the person: what comes and runs, then the past.
type OwnCoursesPage struct {
	web.Page
	AddURL    string
	Now, Past []OwnCourse
}

// OwnCourse is one course in a list.
type OwnCourse struct {
	URL, Name, Provider string
	State, Tone, Next   string
	// Recorded says which desk wrote it, "" for what the person wrote; Told that the desk
	// has not confirmed what they said.
	Recorded string
	Told     bool
}

// OwnCoursePage is one course: what it is, what comes next, what happened.
type OwnCoursePage struct {
	web.Page
	OwnCourse
	// Seen says who sees it.
	Seen    string
	Facts   []web.Fact
	Tell    []web.Option // the steps that may be told: Value is the address
	History []OwnCourseMove
	// EditURL, RemoveURL and UndoURL are "" where the person may not.
	EditURL, RemoveURL, UndoURL string
	// From is the state it is in, for taking it back.
	From, Back string
	File       *OwnCourseFile
}

// OwnCourseMove is one thing that happened.
type OwnCourseMove struct {
	Day       time.Time
	What, Who string
	Reason    string
	Note      string
}

// OwnCourseFile is the line of the file a finished course may become. Action writes it, ""
// where only the desk can.
type OwnCourseFile struct {
	Title, Action string
	Filed         bool
}

const ownCoursesPath = "/area-personale/corsi"

func ownCoursePath(id int64, rest string) string { return ownCoursesPath + "/" + idText(id) + rest }

func (s *Screens) ownCourseRoutes() {
	s.web.Get("/area-personale/corsi", web.Own, s.ownCourses)
	s.web.Get("/area-personale/corsi/nuovo", web.Own, s.newOwnCourse)
	s.web.Post("/area-personale/corsi/nuovo", web.Own, s.addOwnCourse)
	s.web.Get("/area-personale/corsi/:id", web.Own, s.ownCourse)
	s.web.Get("/area-personale/corsi/:id/modifica", web.Own, s.editOwnCourse)
	s.web.Post("/area-personale/corsi/:id/modifica", web.Own, s.correctOwnCourse)
	s.web.Get("/area-personale/corsi/:id/novita", web.Own, s.askOwnCourse)
	s.web.Post("/area-personale/corsi/:id/novita", web.Own, s.moveOwnCourse)
	s.web.Post("/area-personale/corsi/:id/ripristino", web.Own, s.undoOwnCourse)
	s.web.Post("/area-personale/corsi/:id/rimozione", web.Own, s.removeOwnCourse)
	s.web.Post("/area-personale/corsi/:id/scheda", web.Own, s.fileOwnCourse)
}

func (s *Screens) ownCourses(c *fiber.Ctx) error {
	r := web.Of(c)
	list, err := enrolments.OwnList(c.UserContext(), s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	p := &OwnCoursesPage{AddURL: r.URL(ownCoursesPath + "/nuovo")}
	p.Title, p.NoIndex = r.T("enrolments.own.title"), true
	p.Crumbs = crumbs(r, "area.title", "/area-personale", "enrolments.own.title", "")
	for i := range list {
		x := &list[i]
		row, err := s.courseRow(c, x)
		if err != nil {
			return err
		}
		if x.Over() {
			p.Past = append(p.Past, row)
		} else {
			p.Now = append(p.Now, row)
		}
	}
	slices.Reverse(p.Now) // what comes first stands first
	return s.web.Render(c, "portal/area/courses", p)
}

var courseTones = map[string]string{enrolments.Admitted: "tone-info", enrolments.Attending: "tone-good", enrolments.Completed: "tone-good"}

func (s *Screens) courseRow(c *fiber.Ctx, x *enrolments.Enrolment) (OwnCourse, error) {
	r := web.Of(c)
	row := OwnCourse{URL: r.URL(ownCoursePath(x.ID, "")), Name: x.Course, Provider: x.Provider, State: r.T("enrolments.own.state." + x.State), Tone: courseTones[x.State], Told: x.Told && !x.Mine}
	if row.Tone == "" {
		row.Tone = "tone-neutral"
	}
	row.Next = nextOfCourse(r, x)
	if x.Mine {
		return row, nil
	}
	d, err := desks.Find(c.UserContext(), s.db.Web, x.DeskID)
	if err != nil {
		return row, err
	}
	row.Recorded = r.T("enrolments.own.recorded", "Desk", d.Name)
	if x.Road == enrolments.ByDesk {
		row.Recorded = r.T("enrolments.own.sent", "Desk", d.Name)
	}
	return row, nil
}

// nextOfCourse says what comes next, "" for nothing.
func nextOfCourse(r *web.Request, x *enrolments.Enrolment) string {
	what, on := x.Next(desks.InItaly(r.Now))
	if what == "" {
		return ""
	}
	if on.IsZero() {
		return r.T("enrolments.next." + what)
	}
	return r.T("enrolments.next."+what, "Date", r.L.Date(on.Time()))
}

func (s *Screens) ownCourse(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	x, err := s.courseOf(c)
	if err != nil {
		return err
	}
	p := &OwnCoursePage{Facts: courseFacts(r, x), From: x.State, Back: r.URL(ownCoursesPath)}
	if p.OwnCourse, err = s.courseRow(c, x); err != nil {
		return err
	}
	p.Title, p.NoIndex, p.Path = x.Course, true, ownCoursePath(x.ID, "")
	p.Crumbs = crumbs(r, "area.title", "/area-personale", "enrolments.own.title", ownCoursesPath)
	d, err := desks.Find(ctx, s.db.Web, x.DeskID)
	if err != nil {
		return err
	}
	p.Seen = r.T("enrolments.own.shown", "Desk", d.Name)
	all, err := enrolments.OwnMoves(ctx, s.db.Web, r.Actor, x.ID)
	if err != nil {
		return err
	}
	for i := range slices.Backward(all) {
		p.History = append(p.History, courseMove(r, &all[i]))
	}
	p.acts(r, x, all)
	if x.State == enrolments.Completed {
		if p.File, err = s.courseFile(c, x); err != nil {
			return err
		}
	}
	return s.web.Render(c, "portal/area/course", p)
}

// courseOf is the course in the address, among the person's own.
func (s *Screens) courseOf(c *fiber.Ctx) (*enrolments.Enrolment, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	return enrolments.OwnFind(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
}

// acts are what the person may say and change.
func (p *OwnCoursePage) acts(r *web.Request, x *enrolments.Enrolment, all []enrolments.Move) {
	for _, to := range enrolments.After(x.State) {
		p.Tell = append(p.Tell, web.Option{Label: r.T("enrolments.own.to." + to), Value: r.URL(ownCoursePath(x.ID, "/novita?a="+to))})
	}
	if x.State == enrolments.Completed && x.Certificate == "" {
		p.Tell = append(p.Tell, web.Option{Label: r.T("enrolments.certificate.do"), Value: r.URL(ownCoursePath(x.ID, "/novita?a="+toCertificate))})
	}
	if x.Mine {
		p.EditURL, p.RemoveURL = r.URL(ownCoursePath(x.ID, "/modifica")), r.URL(ownCoursePath(x.ID, "/rimozione"))
	}
	if x.MayOwnTakeBack(all) {
		p.UndoURL = r.URL(ownCoursePath(x.ID, "/ripristino"))
	}
}

func courseMove(r *web.Request, m *enrolments.Move) OwnCourseMove {
	row := OwnCourseMove{Day: m.Day.Time(), Who: r.T("enrolments.own.desk"), Note: m.Note}
	if auth.ByPerson(m.By) {
		row.Who = r.T("enrolments.own.you")
	}
	switch m.Kind {
	case enrolments.MoveConfirm:
		row.What = r.T("enrolments.own.move.confirm")
	case enrolments.MoveBack:
		row.What = r.T("enrolments.own.move.back", "State", r.T("enrolments.own.state."+m.To))
	case enrolments.MoveCertificate:
		row.What, row.Note = r.T("enrolments.own.move.certificate", "Name", m.Note), ""
	default:
		row.What = r.T("enrolments.own.state." + m.To)
	}
	if m.Reason != "" && m.Reason != enrolments.OtherReason {
		row.Reason = r.T("enrolments.reason." + m.Reason)
	}
	return row
}

// courseFacts are what is known of a course, nothing of what is not.
func courseFacts(r *web.Request, x *enrolments.Enrolment) []web.Fact {
	var all []web.Fact
	add := func(name, value string) {
		if value != "" {
			all = append(all, web.Fact{Label: r.T("enrolments.form." + name), Value: value})
		}
	}
	day := func(name string, d desks.Date) {
		if !d.IsZero() {
			add(name, r.L.DateYear(d.Time()))
		}
	}
	add("kind", r.T("enrolments.kind."+x.Kind))
	add("provider", x.Provider)
	add("place", x.Place)
	if x.Mode != "" {
		add("mode", r.T("enrolments.mode."+x.Mode))
	}
	day("starts_on", x.StartsOn)
	day("ends_on", x.EndsOn)
	if x.Hours > 0 {
		add("hours", r.L.Number(x.Hours))
	}
	add("timetable", x.Timetable)
	add("cost", x.Cost)
	add("note", x.Note)
	add("certificate", x.Certificate)
	day("certified_on", x.CertifiedOn)
	return all
}

// courseFile is what the file of the person may say of a finished course.
func (s *Screens) courseFile(c *fiber.Ctx, x *enrolments.Enrolment) (*OwnCourseFile, error) {
	r := web.Of(c)
	o, err := enrolments.OwnProposed(c.UserContext(), s.db.Web, r.Actor, x.ID)
	if err != nil || o == nil {
		return nil, err
	}
	f := &OwnCourseFile{Title: o.Data["title"], Filed: o.Filed}
	if o.Kind != "education" || o.Data["isced"] != "" {
		f.Action = r.URL(ownCoursePath(x.ID, "/scheda"))
	}
	return f, nil
}

// coursesSoon are the courses of the person that begin in the next days, for the home.
func (s *Screens) coursesSoon(c *fiber.Ctx) ([]OwnCourse, error) {
	r := web.Of(c)
	today := desks.InItaly(r.Now)
	list, err := enrolments.OwnSoon(c.UserContext(), s.db.Web, r.Actor, today, today.AddDays(soonDays))
	var all []OwnCourse
	for i := range list {
		all = append(all, OwnCourse{URL: r.URL(ownCoursePath(list[i].ID, "")), Name: list[i].Course, Next: nextOfCourse(r, &list[i])})
	}
	return all, err
}
