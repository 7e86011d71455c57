package office

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/people"
	"approdo/app/web"
)

// HoursFormPage is one form about opening hours.
type HoursFormPage struct {
	web.Page
	Lead, Submit, Action, Back string
	Fields                     []web.Field
	Errors                     []web.FieldError
}

// HoursReviewPage is shown before a change of hours is saved that meets other
// rules or leaves appointments outside.
type HoursReviewPage struct {
	web.Page
	Action, Back string
	Hidden       []web.Value
	Overlaps     []string
	Left         []leftRow
	All          []web.Field
	Errors       []web.FieldError
}

// leftRow is one appointment with the choice about it.
type leftRow struct {
	ID                      int64
	Start, End              time.Time
	Who, What, Operator     string
	Keep, Cancel            bool
	Choice, Reason, Problem string
}

// hoursStep is where a change of hours comes from and where it leads.
type hoursStep struct {
	action, back, done string
	// form draws the page again with what is wrong, nil where there was no form.
	form func(f *web.Form) (*HoursFormPage, error)
}

// changeHours makes one call and answers with one of its outcomes: the form with
// what is wrong, the page of what must be looked at, or done.
func (s *Screens) changeHours(c *fiber.Ctx, change desks.Change, step hoursStep) error {
	r, f := web.Of(c), web.ReadForm(c)
	decisions := readDecisions(f)
	h := appointments.HoursChange{Change: change, Seen: f.Checked("seen"), Decisions: decisions}
	review, err := appointments.ChangeHours(c.UserContext(), s.db.Web, r.Actor, h, r.Now)
	if review != nil {
		failed := f.Fail(r, err)
		page := reviewPage(c, r, f, review, decisions)
		page.Action, page.Back = r.URL(step.action), r.URL(step.back)
		if failed {
			return s.web.RenderInvalid(c, "office/hours/review", page)
		}
		return s.web.RenderConflict(c, "office/hours/review", page)
	}
	if step.form != nil && err != nil && f.Fail(r, err) {
		page, err := step.form(f)
		if err != nil {
			return err
		}
		return s.web.RenderInvalid(c, "office/hours/form", page)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", step.done)
	return web.SeeOther(c, step.back)
}

// readDecisions reads the choice of each appointment shown; where none was made,
// the one for all the others.
func readDecisions(f *web.Form) map[int64]appointments.Decision {
	all := map[int64]appointments.Decision{}
	for v := range strings.SplitSeq(f.Get("left"), " ") {
		id, err := strconv.ParseInt(v, 10, 64)
		if err != nil {
			continue
		}
		choice, reason := f.Get(fmt.Sprintf("choice-%d", id)), f.Get(fmt.Sprintf("reason-%d", id))
		if choice == "" {
			choice = f.Get("choice-all")
		}
		if reason == "" {
			reason = f.Get("reason-all")
		}
		if choice == "keep" || choice == "cancel" {
			all[id] = appointments.Decision{Keep: choice == "keep", Reason: reason}
		}
	}
	return all
}

func reviewPage(c *fiber.Ctx, r *web.Request, f *web.Form, x *appointments.Review, made map[int64]appointments.Decision) *HoursReviewPage {
	p := &HoursReviewPage{Hidden: typed(c)}
	p.Title = r.T("office.review.title")
	for _, o := range x.Overlaps {
		p.Overlaps = append(p.Overlaps, overlapText(r, o))
	}
	var ids []string
	for i := range x.Left {
		row := leftLine(r, f, &x.Left[i])
		if _, decided := made[row.ID]; !decided && f.Checked("seen") {
			f.FailField(row.Choice, r.T("office.review.choose", "Who", row.Who))
		}
		row.Problem = f.Bind(web.Field{Name: row.Choice}).Error + f.Bind(web.Field{Name: fmt.Sprintf("reason-%d", row.ID)}).Error
		p.Left = append(p.Left, row)
		ids = append(ids, strconv.FormatInt(row.ID, 10))
	}
	p.Hidden = append(p.Hidden, web.Value{Name: "seen", Value: "1"}, web.Value{Name: "left", Value: strings.Join(ids, " ")})
	p.All = []web.Field{
		f.Bind(web.Field{Name: "choice-all", Type: "select", Either: true, Label: r.T("office.review.all"), Options: []web.Option{
			{Label: r.T("office.review.all.each")}, {Value: "keep", Label: r.T("office.review.keep")}, {Value: "cancel", Label: r.T("office.review.cancel")}}}),
		f.Bind(web.Field{Name: "reason-all", Either: true, Label: r.T("office.review.reason.all"), Hint: r.T("office.appointment.reason.hint"), Max: appointments.MaxReason}),
	}
	p.Errors = f.Errors()
	return p
}

func overlapText(r *web.Request, o desks.Overlap) string {
	row := ruleLine(r, "", &o.Rule)
	return r.L.N("office.review.overlap", o.Days, "Rule", row.When, "Hours", row.Hours, "Operator", row.Operator, "Day", r.L.DateYear(o.Day.Time()))
}

// leftLine shows the name only to who may read appointments.
func leftLine(r *web.Request, f *web.Form, a *appointments.Appointment) leftRow {
	row := leftRow{ID: a.ID, Start: a.Start(), End: a.End(), Who: people.Initials(a.Name), What: r.L.Plain(a.Area.Name),
		Operator: a.Operator.Name, Choice: fmt.Sprintf("choice-%d", a.ID), Reason: f.Get(fmt.Sprintf("reason-%d", a.ID))}
	if r.Actor.May(auth.AppointmentsRead) {
		row.Who = a.Name
	}
	row.Keep, row.Cancel = f.Get(row.Choice) == "keep", f.Get(row.Choice) == "cancel"
	return row
}

// typed are the fields of the change itself, to be sent again with the choices.
func typed(c *fiber.Ctx) []web.Value {
	var all []web.Value
	c.Request().PostArgs().VisitAll(func(k, v []byte) {
		name := string(k)
		if name == "_csrf" || name == "left" || name == "seen" || strings.HasPrefix(name, "choice-") || strings.HasPrefix(name, "reason-") {
			return
		}
		all = append(all, web.Value{Name: name, Value: string(v)})
	})
	return all
}
