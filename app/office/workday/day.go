package workday

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/web"
)

// ahead is how many days before its day an action of a plan is shown; permitsAhead the
// same for permits to stay, whose renewal is asked for sixty days before they expire
// (art. 5 of legislative decree 286/1998).
const (
	ahead        = 7
	permitsAhead = 60
)

// DayPage is what is due for who reads it: what has an hour, then what is late.
type DayPage struct {
	web.Page
	Today  time.Time
	Blocks []Block
	// Late counts what should have been done before today.
	Late int
}

// Block is one kind of work. Empty ones are left out, but for the appointments.
type Block struct {
	ID, Title string
	// URL is the whole list; More says that it holds more than the rows.
	URL   string
	More  bool
	Rows  []Row
	Empty string
}

// Row is one thing to do. Clock is its hour, "" where any will do, Day its day.
type Row struct {
	Clock     string
	Day       time.Time
	URL, Name string
	What      string
	Badge     string
	Tone      string
	Late      bool
	About     string
}

// view is a request while its page is put together.
type view struct {
	*Screens
	c     *fiber.Ctx
	r     *web.Request
	today desks.Date
	page  *DayPage
}

func (s *Screens) day(c *fiber.Ctx) error {
	r := web.Of(c)
	now := r.Now.In(web.Rome())
	v := &view{Screens: s, c: c, r: r, today: desks.DateOf(now), page: &DayPage{Today: now}}
	v.page.Title = r.T("office.workday.title")
	var parts []func() error
	if r.Actor.May(auth.AppointmentsRead) {
		parts = append(parts, v.appointments)
	}
	if r.Actor.May(auth.CasesRead) {
		parts = append(parts, v.meetings, v.checks, v.actions, v.referrals, v.placements, v.courses, v.papers, v.permits)
	}
	for _, part := range parts {
		if err := part(); err != nil {
			return err
		}
	}
	return s.web.Render(c, "office/workday/day", v.page)
}

// add puts a block on the page, unless there is nothing in it to say.
func (v *view) add(b Block) {
	for _, row := range b.Rows {
		if row.Late {
			v.page.Late++
		}
	}
	if len(b.Rows) > 0 || b.Empty != "" {
		v.page.Blocks = append(v.page.Blocks, b)
	}
}

func (v *view) casePath(id int64, rest string) string { return v.r.URL(web.CasePath(id, rest)) }
