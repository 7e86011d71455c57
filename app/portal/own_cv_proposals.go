package portal

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/cvs"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/people"
	"approdo/app/web"
)

// OwnProposal is something read in a CV, for its person to say whether it is right.
type OwnProposal struct {
	// Part is what of the file it is about; Is what was read, Was what stands there now.
	Part    string
	Is, Was string
	// Lines are what was done in a job, line by line.
	Lines []string
	// Desk says that the desk writes it, after a look at the document.
	Desk   bool
	Action string
	Entry  int64
	Fields []web.Field
}

// addProposals shows what was read in the CV and waits for the person.
func (s *Screens) addProposals(c *fiber.Ctx, f *web.Form, p *OwnCVPage) error {
	r := web.Of(c)
	all, err := cvs.OwnProposals(c.UserContext(), s.db.Web, r.Actor)
	news := 0
	for i := range all {
		x := &all[i]
		o := OwnProposal{Part: r.T("area.cv.part." + x.About()), Is: said(r, x.Kind, x.Data), Action: r.URL(ownCVPath + "/proposte/" + idText(x.ID)),
			Entry: x.EntryID, Desk: x.Kind == cvs.Identity || x.Kind == cvs.Contact}
		if duties := x.Data["duties"]; duties != "" {
			o.Lines = strings.Split(duties, "; ")
		}
		if x.Changes() {
			o.Was = said(r, x.Kind, x.Was)
		}
		if slices.Contains(x.Missing, "isced") {
			field := levelField(r, "isced-"+idText(x.ID))
			o.Fields = append(o.Fields, f.Bind(field))
		}
		if x.New() {
			news++
		}
		p.Proposals = append(p.Proposals, o)
	}
	if news > 1 {
		p.AcceptAll = r.URL(ownCVPath + "/proposte")
	}
	return err
}

// levelField asks for the level of a title.
func levelField(r *web.Request, name string) web.Field {
	x := web.Field{Name: name, Type: "select", Label: r.T("area.cv.level"), Required: true, Options: []web.Option{{Label: r.T("area.cv.level.choose")}}}
	for _, level := range []string{"0", "1", "2", "3", "4", "5", "6", "7", "8"} {
		x.Options = append(x.Options, web.Option{Value: level, Label: r.T("area.cv.level." + level)})
	}
	return x
}

// said is a line of a file in one sentence of facts, without labels. Each fact runs in its
// own direction.
func said(r *web.Request, kind string, d map[string]string) string {
	var parts []string
	add := func(all ...string) {
		for _, x := range all {
			if x != "" {
				if i18n.Dir(r.Lang) == "rtl" {
					x = "\u2068" + x + "\u2069"
				}
				parts = append(parts, x)
			}
		}
	}
	switch kind {
	case "job":
		add(d["occupation"], d["employer"], r.L.CountryName(d["country"]), span(r, d["from"], d["to"]))
	case "education":
		add(d["title"], d["school"], r.L.CountryName(d["country"]), d["year"])
		if d["isced"] != "" {
			add(r.T("area.cv.level." + d["isced"]))
		}
	case "language":
		add(r.L.LanguageName(d["lang"]))
		if d["mother"] != "" {
			add(r.T("area.cv.mother"))
		}
		add(levels(r, d)...)
	case "licence":
		add(licence(r, d))
		if day, err := time.Parse(time.DateOnly, d["expires"]); err == nil {
			add(r.L.DateShort(day))
		}
	default:
		add(strings.TrimSpace(d["given"]+" "+d["surname"]), r.L.CountryName(d["citizenship"]), d["street"], strings.TrimSpace(d["postal_code"]+" "+d["city"]), d[people.Email])
		if day, err := time.Parse(time.DateOnly, d["born_on"]); err == nil {
			add(r.L.DateYear(day))
		}
		if d[people.Phone] != "" {
			add(people.Contact{Kind: people.Phone, Value: d[people.Phone]}.Shown())
		}
	}
	return strings.Join(parts, " · ")
}

// levels are those of a language by what one does with it.
func levels(r *web.Request, d map[string]string) []string {
	var all []string
	for _, skill := range []string{"listening", "reading", "interaction", "speaking", "writing"} {
		if d[skill] != "" {
			all = append(all, r.T("area.cv."+skill)+" "+strings.ToUpper(d[skill]))
		}
	}
	return all
}

func licence(r *web.Request, d map[string]string) string {
	switch kind := d["type"]; kind {
	case "am", "b", "be", "c", "ce", "d":
		return r.T("area.cv.licence", "Category", strings.ToUpper(kind))
	default:
		if d["title"] != "" {
			return d["title"]
		}
		return strings.ToUpper(kind)
	}
}

// span is the time of a job in words: what has no end goes on, or nobody said when it ended.
func span(r *web.Request, from, to string) string {
	from, to = inWords(r, from), inWords(r, to)
	switch {
	case from == "":
		return to
	case to == "":
		return r.T("area.cv.since_when", "Date", from)
	case from == to:
		return from
	}
	return from + " – " + to
}

// inWords is a date as precise as it is known; what is none stays as it was read.
func inWords(r *web.Request, date string) string {
	if day, err := time.Parse(time.DateOnly, date); err == nil {
		return r.L.DayMonth(day) + " " + strconv.Itoa(day.Year())
	}
	if month, err := time.Parse("2006-01", date); err == nil {
		return r.L.Month(month)
	}
	return date
}

func (s *Screens) answerOwnProposal(c *fiber.Ctx) error {
	r, f, ctx := web.Of(c), web.ReadForm(c), c.UserContext()
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	if f.Get("answer") == no {
		err = cvs.RefuseOwn(ctx, s.db.Web, r.Actor, id, r.Now)
	} else {
		err = cvs.AcceptOwn(ctx, s.db.Web, r.Actor, cvs.Answer{ID: id, EntryID: f.Int64("entry"), More: map[string]string{"isced": f.Get("isced-" + idText(id))}}, r.Now)
	}
	if x, ok := fault.As(err); ok && x.Kind == fault.Invalid {
		x.Fields[0].Name, x.Fields[0].Key = "isced-"+idText(id), "area.cv.level.missing"
	}
	switch {
	case f.Fail(r, err):
		p, err := s.ownCVPage(c, f)
		if err != nil {
			return err
		}
		return s.web.RenderInvalid(c, "portal/area/cv", p)
	case fault.Is(err, fault.Conflict), fault.Is(err, fault.NotFound):
		s.web.Flash(c, "warning", "cvs.error.changed")
	case err != nil:
		return err
	case f.Get("answer") == no:
		s.web.Flash(c, "success", "area.cv.refused")
	default:
		s.web.Flash(c, "success", "area.cv.accepted")
	}
	return web.SeeOther(c, ownCVPath)
}

func (s *Screens) acceptOwnAll(c *fiber.Ctx) error {
	r := web.Of(c)
	if _, err := cvs.AcceptNewOwn(c.UserContext(), s.db.Web, r.Actor, r.Now); err != nil {
		return err
	}
	s.web.Flash(c, "success", "area.cv.accepted")
	return web.SeeOther(c, ownCVPath)
}
