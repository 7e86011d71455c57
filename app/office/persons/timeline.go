package persons

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/accesses"
	"approdo/app/appointments"
	"approdo/app/assessments"
	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/consents"
	"approdo/app/cvs"
	"approdo/app/deliveries"
	"approdo/app/enrolments"
	"approdo/app/fault"
	"approdo/app/meetings"
	"approdo/app/people"
	"approdo/app/placements"
	"approdo/app/preferences"
	"approdo/app/privacy"
	"approdo/app/referrals"
	"approdo/app/services"
	"approdo/app/web"
)

// TimelinePage is everything that happened with a person, the latest first.
type TimelinePage struct {
	web.Page
	Name, Back  string
	Filters     []TimelineFilter
	Days        []TimelineDay
	First, Next string
	PDF         *web.PDF

	personID int64
	kinds    []string
	rows     []TimelineRow
}

// TimelineFilter is one choice of what to show.
type TimelineFilter struct {
	Label, URL string
	Here       bool
}

// TimelineDay is what happened on one day.
type TimelineDay struct {
	Day  time.Time
	Rows []TimelineRow
}

// TimelineRow is one event as it is read. WholeDay events have no hour; Done is how it
// ended, in colour Tone.
type TimelineRow struct {
	At               time.Time
	WholeDay         bool
	What, URL        string
	Done, Tone       string
	About, Text, Who string
	// Lang is the language of Text where it is not the page's.
	Lang string
}

// filters are the choices of the page, each with its kinds.
var filters = []struct {
	name  string
	kinds []string
}{
	{"", nil},
	{"contatti", []string{appointments.Event, accesses.Event, people.EventPast}},
	{"percorsi", []string{cases.EventOpened, cases.EventClosed, cases.EventPassed, cases.EventProfile, cases.EventDocument, cases.EventAction}},
	{"invii", []string{referrals.Event, referrals.EventNetwork, referrals.EventIncoming, referrals.EventReport}},
	{"verifiche", []string{cases.EventCheck, cases.EventDue}},
	{"prestazioni", []string{deliveries.Event}},
	{"inserimenti", []string{placements.EventPlanned, placements.EventStarted, placements.EventEnded, placements.EventVisit, placements.EventAsked}},
	{"corsi", []string{enrolments.EventMoved}},
	{"equipe", []string{meetings.Event}},
	{"bilanci", []string{assessments.EventBegun, assessments.EventEnded, assessments.EventTest}},
	{"consensi", []string{consents.EventGiven, consents.EventEnded, privacy.EventAsked, privacy.EventAnswered}},
	{"cv", []string{cvs.EventSent, cvs.EventRenewed, cvs.EventGone}},
	{"scheda", []string{people.EventFile, people.EventEntry, people.EventMerge, preferences.EventSaid, preferences.EventGone}},
}

func (s *Screens) timeline(c *fiber.Ctx) error {
	p, before, err := s.timelineOf(c)
	if err != nil {
		return err
	}
	base, asked := p.Back+"/cronologia", c.Query("cosa")
	next, err := s.gather(c, p, before)
	if err != nil {
		return err
	}
	p.turn(base, asked, before, next)
	p.Paper, p.PDF = true, s.web.PDFAt(base+"/pdf?"+url.Values{"cosa": {asked}}.Encode())
	return s.web.Render(c, "office/people/timeline", p)
}

// timelinePDF answers with all pages of it as one file.
func (s *Screens) timelinePDF(c *fiber.Ctx) error {
	p, place, err := s.timelineOf(c)
	for next := &place; err == nil && next != nil; {
		next, err = s.gather(c, p, *next)
	}
	if err != nil {
		return err
	}
	return s.web.SendPDF(c, "cronologia-scheda-"+strconv.FormatInt(p.personID, 10), web.Of(c).Lang, "office/people/timeline", p)
}

// timelineOf is the page without its events, and where these begin.
func (s *Screens) timelineOf(c *fiber.Ctx) (*TimelinePage, people.Place, error) {
	r := web.Of(c)
	person, err := s.personOf(c)
	if err != nil {
		return nil, people.Place{}, err
	}
	if err := people.NoteRead(c.UserContext(), s.db.Web, r.Actor, person.ID, people.PartFile, r.Now); err != nil {
		return nil, people.Place{}, err
	}
	p := &TimelinePage{Name: person.Name(), Back: r.URL(path(person.ID, "")), personID: person.ID}
	p.Title = r.T("people.timeline.title")
	if p.kinds, err = p.choose(r, p.Back+"/cronologia", c.Query("cosa")); err != nil {
		return nil, people.Place{}, err
	}
	before, err := readPlace(c.Query("prima"))
	return p, before, err
}

// gather adds the events of one page, and says where the next one begins, nil for none.
func (s *Screens) gather(c *fiber.Ctx, p *TimelinePage, before people.Place) (*people.Place, error) {
	h, err := people.TimelineOf(c.UserContext(), s.db.Web, web.Of(c).Actor, p.personID, p.kinds, before, people.HistoryPage)
	if err != nil {
		return nil, err
	}
	events, next, err := s.events(c, h)
	if err != nil {
		return nil, err
	}
	rows, err := s.timelineRows(c, events)
	p.rows = append(p.rows, rows...)
	p.Days = byDay(p.rows)
	return next, err
}

// choose draws the filters and gives the kinds of the one asked for.
func (p *TimelinePage) choose(r *web.Request, base, asked string) (kinds []string, err error) {
	err = fault.Missing()
	for _, f := range filters {
		x := TimelineFilter{Label: r.T("people.timeline.all"), URL: base, Here: f.name == asked}
		if f.name != "" {
			x.Label, x.URL = r.T("people.timeline."+f.name), base+"?cosa="+f.name
		}
		if x.Here {
			kinds, err = f.kinds, nil
		}
		p.Filters = append(p.Filters, x)
	}
	return kinds, err
}

// turn adds the ways to the first page and to the next one.
func (p *TimelinePage) turn(base, asked string, before people.Place, next *people.Place) {
	q := url.Values{}
	if asked != "" {
		q.Set("cosa", asked)
	}
	if before.ID != 0 {
		p.First = base + "?" + q.Encode()
	}
	if next != nil {
		q.Set("prima", placeText(*next))
		p.Next = base + "?" + q.Encode()
	}
}

func placeText(x people.Place) string {
	return strconv.FormatInt(x.At.UnixMicro(), 10) + "." + x.Kind + "." + strconv.FormatInt(x.ID, 10)
}

// readPlace reads what placeText writes, "" as the beginning.
func readPlace(text string) (people.Place, error) {
	if text == "" {
		return people.Place{}, nil
	}
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return people.Place{}, fault.Missing()
	}
	micros, err := strconv.ParseInt(parts[0], 10, 64)
	id, bad := strconv.ParseInt(parts[2], 10, 64)
	if err != nil || bad != nil || id <= 0 || micros < 0 || micros > 1<<53 || len(parts[1]) > 20 || strings.ContainsRune(parts[1], 0) {
		return people.Place{}, fault.Missing()
	}
	return people.Place{At: time.UnixMicro(micros), Kind: parts[1], ID: id}, nil
}

// sources are the nouns that tell what happened, each with the permission to read it.
var sources = []struct {
	may    auth.Permission
	events people.Source
}{
	{auth.PeopleRead, people.Events},
	{auth.PeopleRead, consents.Events},
	{auth.CVsRead, cvs.Events},
	{auth.PeopleRead, privacy.Events},
	{auth.PeopleRead, preferences.Events},
	{auth.AppointmentsRead, appointments.Events},
	{auth.AccessesRead, accesses.Events},
	{auth.CasesRead, cases.Events},
	{auth.CasesRead, referrals.Events},
	{auth.CasesRead, referrals.IncomingEvents},
	{auth.CasesRead, deliveries.Events},
	{auth.CasesRead, placements.Events},
	{auth.CasesRead, enrolments.Events},
	{auth.CasesRead, meetings.Events},
	{auth.CasesRead, assessments.Events},
}

// events asks every noun whose rows the reader may read.
func (s *Screens) events(c *fiber.Ctx, h *people.History) ([]people.Event, *people.Place, error) {
	actor := web.Of(c).Actor
	var lists [][]people.Event
	for _, x := range sources {
		if !actor.May(x.may) {
			continue
		}
		list, err := x.events(c.UserContext(), s.db.Web, actor, h)
		if err != nil {
			return nil, nil, err
		}
		lists = append(lists, list)
	}
	all, next := h.Merged(lists...)
	return all, next, nil
}

// timelineRows say the events in the reader's words.
func (s *Screens) timelineRows(c *fiber.Ctx, events []people.Event) ([]TimelineRow, error) {
	r := web.Of(c)
	names, err := s.deskNames(c)
	if err != nil {
		return nil, err
	}
	areas, err := services.List(c.UserContext(), s.db.Web)
	if err != nil {
		return nil, err
	}
	areaNames := map[int64]string{}
	for _, a := range areas {
		areaNames[a.ID] = r.L.Plain(a.Name)
	}
	var refs []string
	for _, e := range events {
		refs = append(refs, e.By)
		if e.Kind == cases.EventPassed {
			refs = append(refs, e.Code)
		}
	}
	who, err := s.whoIs(c, refs)
	var rows []TimelineRow
	for i := range events {
		e := &events[i]
		row := TimelineRow{At: e.At.In(web.Rome()), What: r.T("people.event." + e.Kind), Text: e.Text, Who: who[e.By]}
		row.About = dotted(areaNames[e.AreaID], names[e.DeskID])
		row.tell(r, e, who)
		rows = append(rows, row)
	}
	return rows, err
}

// dotted puts what is known side by side.
func dotted(parts ...string) string {
	var known []string
	for _, x := range parts {
		if x != "" {
			known = append(known, x)
		}
	}
	return strings.Join(known, " · ")
}

// byDay parts rows, which are in order, by their days in the zone of the desks.
func byDay(rows []TimelineRow) []TimelineDay {
	var days []TimelineDay
	for _, row := range rows {
		if n := len(days); n == 0 || days[n-1].Day.Format(time.DateOnly) != row.At.Format(time.DateOnly) {
			days = append(days, TimelineDay{Day: row.At})
		}
		last := &days[len(days)-1]
		last.Rows = append(last.Rows, row)
	}
	return days
}
