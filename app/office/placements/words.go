package placements

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/placements"
	"approdo/app/web"
)

// Badge is a state in words and its tone.
type Badge struct{ Text, Tone string }

var tones = map[string]string{placements.Planned: "tone-info", placements.Started: "tone-good", placements.Ended: "tone-neutral", placements.Cancelled: "tone-warn"}

func badge(r *web.Request, state string) Badge {
	return Badge{r.T("placements.state." + state), tones[state]}
}

// Row is a placement in a list of a case or of a person.
type Row struct {
	URL, Kind, What, When string
	Badge                 Badge
}

// Rows are placements as they are read in a list.
func Rows(r *web.Request, list []placements.Placement) []Row {
	var all []Row
	for i := range list {
		p := &list[i]
		all = append(all, Row{URL: r.URL(path(p.ID, "")), Kind: r.T("placements.kind." + p.Kind), What: what(p), When: when(r, p), Badge: badge(r, p.State)})
	}
	return all
}

// what is "Magazziniere · Ditta".
func what(p *placements.Placement) string {
	if p.Firm == "" {
		return p.Occupation
	}
	return p.Occupation + " · " + p.Firm
}

// when is "01/10/2026 – 31/03/2027", "dal 01/10/2026" where no end is known.
func when(r *web.Request, p *placements.Placement) string {
	if p.Until().IsZero() {
		return r.T("placements.since", "Day", dayText(r, p.From()))
	}
	return dayText(r, p.From()) + " – " + dayText(r, p.Until())
}

func dayText(r *web.Request, d desks.Date) string {
	if d.IsZero() {
		return ""
	}
	return r.L.DateShort(d.Time())
}

// facts are what the placement says, as far as somebody wrote it.
func facts(r *web.Request, p *placements.Placement) []web.Fact {
	var all []web.Fact
	add := func(label, value string) {
		if value != "" {
			all = append(all, web.Fact{Label: r.T("placements.form." + label), Value: value})
		}
	}
	add(named(p.Kind, "firm"), p.Firm)
	add("tax_code", p.TaxCode)
	add("place", p.Place)
	add("contact", joined(p.Contact, p.Phone))
	add("occupation", p.Occupation)
	if p.Contract != "" {
		add("contract", r.T("people.job.contract."+p.Contract)+" · "+r.T("placements.working_time."+p.WorkingTime))
	}
	if p.Scheme != "" {
		add("scheme", r.T("placements.scheme."+p.Scheme))
	}
	if p.WeekMinutes > 0 {
		add("hours", hoursText(r, p.WeekMinutes))
	}
	add("host_tutor", p.HostTutor)
	add("desk_tutor", p.DeskTutor)
	add("goals", p.Goals)
	if p.AllowanceCents > 0 {
		add("allowance", r.T("placements.euro", "Amount", r.L.Decimal(float64(p.AllowanceCents)/100, 2)))
	}
	add("insurance", p.Insurance)
	add("starts_on", dayText(r, p.StartsOn))
	add("ends_on", dayText(r, p.EndsOn))
	add("started_on", dayText(r, p.StartedOn))
	add("ended_on", dayText(r, p.EndedOn))
	if p.EndReason != "" {
		add("end_reason", joined(r.T("placements.reason."+p.EndReason), p.EndNote))
	} else {
		add("why", p.EndNote)
	}
	add("note", p.Note)
	return all
}

func hoursText(r *web.Request, minutes int) string {
	if minutes%60 == 0 {
		return r.L.Number(minutes / 60)
	}
	return r.L.Decimal(float64(minutes)/60, 1)
}

// named is the label of a field, which some kinds call otherwise.
func named(kind, name string) string {
	if name == "firm" && (kind == placements.Internship || kind == placements.SelfEmployment) {
		return name + "." + kind
	}
	return name
}

func joined(parts ...string) string {
	var known []string
	for _, x := range parts {
		if x != "" {
			known = append(known, x)
		}
	}
	return strings.Join(known, " · ")
}

// warningTexts say in plain words what somebody should look at.
func warningTexts(r *web.Request, all []placements.Warning) []string {
	var texts []string
	for _, w := range all {
		args := []any{"Number", w.Number}
		if w.Other != nil {
			args = append(args, "Other", what(w.Other)+", "+when(r, w.Other))
		}
		texts = append(texts, r.T("placements.warning."+w.Kind, args...))
	}
	return texts
}

// names are the accounts behind who wrote something, by their references.
func (s *Screens) names(c *fiber.Ctx, refs ...string) (map[string]string, error) {
	var ids []int64
	for _, ref := range refs {
		if id, err := strconv.ParseInt(strings.TrimPrefix(ref, "user:"), 10, 64); err == nil {
			ids = append(ids, id)
		}
	}
	found, err := auth.NamesOf(c.UserContext(), s.db.Web, ids)
	names := map[string]string{}
	for id, name := range found {
		names["user:"+web.IDText(id)] = name
	}
	return names, err
}
