package portal

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/applications"
	"approdo/app/desks"
	"approdo/app/web"
)

// OwnApplicationsPage is what the person tried for, the newest first.
type OwnApplicationsPage struct {
	web.Page
	New, Shares, Sheet string
	List               []OwnApplication
	Next               string
	// On is the day of a printed list.
	On desks.Date
}

// OwnApplication is one job in the list. Link is where its advert can be read.
type OwnApplication struct {
	URL, Position, Employer, Place string
	State, Tone                    string
	// ByDesk says that the desk put the person forward.
	ByDesk bool
	// Silent is for how many days nothing was heard, 0 where it is not long.
	Silent int
	Story  []OwnHappened
}

// OwnHappened is one line of what happened.
type OwnHappened struct {
	On   desks.Date
	What string
	// More is what belongs to it, as it was typed or chosen.
	More []string
	Who  string
}

const applicationsPath = "/area-personale/candidature"

func (s *Screens) ownApplicationRoutes() {
	s.web.Get("/area-personale/candidature", web.Own, s.ownApplications)
	s.web.Get("/area-personale/candidature/nuova", web.Own, s.newOwnApplication)
	s.web.Post("/area-personale/candidature/nuova", web.Own, s.addOwnApplication)
	s.web.Get("/area-personale/candidature/pdf", web.Own, s.ownApplicationsSheet)
	s.web.Get("/area-personale/candidature/:id", web.Own, s.ownApplication)
	s.web.Get("/area-personale/candidature/:id/modifica", web.Own, s.editOwnApplication)
	s.web.Post("/area-personale/candidature/:id/modifica", web.Own, s.correctOwnApplication)
	s.web.Post("/area-personale/candidature/:id/novita", web.Own, s.moveOwnApplication)
	s.web.Post("/area-personale/candidature/:id/ripristino", web.Own, s.undoOwnApplication)
	s.web.Post("/area-personale/candidature/:id/rimozione", web.Own, s.removeOwnApplication)
}

func (s *Screens) ownApplications(c *fiber.Ctx) error {
	r := web.Of(c)
	list, next, err := applications.OwnList(c.UserContext(), s.db.Web, r.Actor, placeOfList(c.Query("dopo")))
	if err != nil {
		return err
	}
	p := &OwnApplicationsPage{New: r.URL(applicationsPath + "/nuova"), Shares: r.URL(sharesPath)}
	p.Title, p.NoIndex, p.Path = r.T("area.applications.title"), true, applicationsPath
	p.Crumbs = crumbs(r, "area.title", "/area-personale", "area.applications.title", "")
	for i := range list {
		p.List = append(p.List, ownApplication(r, &list[i]))
	}
	if next != nil {
		p.Next = r.URL(applicationsPath) + "?dopo=" + next.On.String() + "." + idText(next.ID)
	}
	if pdf := s.web.PDFAt(r.URL(applicationsPath + "/pdf")); len(p.List) > 0 {
		p.Sheet = pdf.URL
	}
	return s.web.Render(c, "portal/area/applications", p)
}

// placeOfList reads where a list goes on; anything else is its beginning.
func placeOfList(typed string) applications.Place {
	day, id, _ := strings.Cut(typed, ".")
	on, bad := desks.ParseDate(day)
	n, wrong := strconv.ParseInt(id, 10, 64)
	if bad != nil || wrong != nil || n <= 0 {
		return applications.Place{}
	}
	return applications.Place{On: on, ID: n}
}

var applicationTones = map[string]string{applications.Sent: "tone-info", applications.Interview: "tone-good", applications.Offer: "tone-good",
	applications.Pool: "tone-info", applications.Hired: "tone-good"}

func ownApplication(r *web.Request, t *applications.Told) OwnApplication {
	x := OwnApplication{URL: r.URL(applicationsPath + "/" + idText(t.ID)), Position: t.Position, Employer: t.Employer, Place: t.Place,
		State: r.T("applications.state." + t.State), Tone: applicationTones[t.State], ByDesk: t.Road == applications.ByDesk}
	if x.Tone == "" {
		x.Tone = "tone-neutral"
	}
	if n := t.Silence(desks.InItaly(r.Now)); n >= applications.Quiet {
		x.Silent = n
	}
	for _, e := range t.Story(false) {
		x.Story = append(x.Story, happened(r, t, e))
	}
	return x
}

// happened is one line of the story for its person.
func happened(r *web.Request, t *applications.Told, e applications.Event) OwnHappened {
	line := OwnHappened{On: e.On}
	if e.Move == nil {
		line.What = r.T("applications.told." + e.Kind)
		return line
	}
	line.What, line.More = r.T("applications.state."+e.To), meetingFacts(r, e.Facts)
	switch {
	case e.From == "":
		line.What = r.T("applications.told." + t.Road)
	case e.Fixed():
		line.What = r.T("applications.told.interview")
	}
	if e.Reason != "" {
		line.More = append(line.More, r.T("applications.reason."+e.Reason))
	}
	if !e.StartsOn.IsZero() {
		line.More = append(line.More, r.T("applications.starts", "Date", r.L.DateOn(e.StartsOn.Time())))
	}
	if e.Note != "" {
		line.More = append(line.More, e.Note)
	}
	if e.Side != applications.ThePerson && e.From != "" {
		line.Who = r.T("applications.side." + e.Side)
	}
	return line
}

// meetingFacts say when and where an interview is.
func meetingFacts(r *web.Request, f applications.Facts) []string {
	var all []string
	if !f.MeetOn.IsZero() {
		day := r.L.DateYear(f.MeetOn.Time())
		if f.MeetClock != "" {
			day += " · " + f.MeetClock
		}
		all = append(all, day)
	}
	if f.MeetPlace != "" {
		all = append(all, f.MeetPlace)
	}
	return all
}

// ownMeetings are the interviews of the next days, for the page everybody sees first.
func (s *Screens) ownMeetings(c *fiber.Ctx, p *OwnPanel) error {
	r := web.Of(c)
	soon, err := applications.OwnMeetings(c.UserContext(), s.db.Web, r.Actor, desks.InItaly(r.Now))
	for i := range soon {
		a := &soon[i]
		p.Meetings = append(p.Meetings, OwnApplication{URL: r.URL(applicationsPath + "/" + idText(a.ID)), Position: a.Position, Employer: a.Employer,
			Story: []OwnHappened{{More: meetingFacts(r, a.Facts)}}})
	}
	return err
}

// ownApplicationsSheet is the whole list on paper, to show that somebody looks for work.
func (s *Screens) ownApplicationsSheet(c *fiber.Ctx) error {
	r := web.Of(c)
	list, err := applications.OwnAll(c.UserContext(), s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	p := &OwnApplicationsPage{On: desks.InItaly(r.Now)}
	p.Title = r.T("area.applications.title")
	for i := range list {
		p.List = append(p.List, ownApplication(r, &list[i]))
	}
	return s.web.SendPDF(c, "candidature", r.Lang, "portal/area/applications_sheet", p)
}
