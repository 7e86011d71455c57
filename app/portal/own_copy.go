package portal

import (
	"context"
	"time"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/consents"
	"approdo/app/people"
	"approdo/app/privacy"
	"approdo/app/web"
)

// OwnSummaryPage is the part of a copy that people read.
type OwnSummaryPage struct {
	web.Page
	On       time.Time
	Who      []string
	Kept     []KeptRow
	Consents []ConsentLine
	Requests []RightRow
	Looks    []LookRow
	Messages []MessageRow
}

// Sheets draws what a person's copy holds to be read, in a language: the summary, and the
// pacts and plans given to them.
func (s *Screens) Sheets(ctx context.Context, personID int64, lang string, now time.Time) ([]privacy.Sheet, error) {
	l := s.web.In(lang)
	r := &web.Request{Lang: l.Lang(), L: l, Now: now, Actor: auth.Actor{PersonID: personID}}
	page, err := s.summary(ctx, r)
	if err != nil {
		return nil, err
	}
	all, err := s.addSheet(ctx, nil, r, "riepilogo", "portal/area/summary", page)
	if err != nil {
		return nil, err
	}
	mine, err := cases.OwnCases(ctx, s.db.Web, r.Actor)
	if err != nil {
		return nil, err
	}
	for i := range mine {
		for kind, name := range map[string]string{cases.Pact: "patto", cases.Plan: "piano"} {
			d, err := cases.OwnDocument(ctx, s.db.Web, r.Actor, mine[i].ID, kind)
			if err != nil {
				return nil, err
			}
			if d == nil {
				continue
			}
			p, err := s.ownDocument(ctx, r, &mine[i], d)
			if err != nil {
				return nil, err
			}
			if p.Title = r.T("document." + kind); kind == cases.Plan {
				p.group(r, web.NewForm(), d)
			}
			if all, err = s.addSheet(ctx, all, r, name+"-"+idText(mine[i].ID), "portal/area/document", p); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

func (s *Screens) addSheet(ctx context.Context, all []privacy.Sheet, r *web.Request, name, view string, page web.Framer) ([]privacy.Sheet, error) {
	data, ending, err := s.web.Sheet(ctx, r.Lang, view, page)
	return append(all, privacy.Sheet{Name: name + ending, Data: data}), err
}

// summary gathers what the pages of the own area show, all of it.
func (s *Screens) summary(ctx context.Context, r *web.Request) (*OwnSummaryPage, error) {
	me, err := people.Own(ctx, s.db.Work, r.Actor)
	if err != nil {
		return nil, err
	}
	if me, err = people.Find(ctx, s.db.Work, auth.Program("copies"), me.ID); err != nil {
		return nil, err
	}
	p := &OwnSummaryPage{On: r.Now.In(web.Rome())}
	p.Title = r.T("area.summary.title")
	p.Who = []string{me.Name(), me.OwnName, me.FiscalCode, me.Street, me.PostalCode + " " + me.City + " " + me.Province}
	if !me.BornOn.IsZero() {
		p.Who = append(p.Who, r.L.DateShort(me.BornOn))
	}
	for _, k := range me.Contacts {
		p.Who = append(p.Who, k.Value)
	}
	would, err := privacy.Preview(ctx, s.db.Work, me.ID, r.Now)
	if err != nil {
		return nil, err
	}
	if p.Kept, err = s.keptRows(ctx, r, would); err != nil {
		return nil, err
	}
	if err := p.decided(ctx, s, r); err != nil {
		return nil, err
	}
	return p, p.traces(ctx, s, r)
}

// decided adds consents and requests.
func (p *OwnSummaryPage) decided(ctx context.Context, s *Screens, r *web.Request) error {
	given, err := consents.ListOwn(ctx, s.db.Work, r.Actor)
	if err != nil {
		return err
	}
	for i := range given {
		line, err := consentLine(r, &given[i])
		if err != nil {
			return err
		}
		p.Consents = append(p.Consents, line)
	}
	asked, err := privacy.OwnRequests(ctx, s.db.Work, r.Actor)
	for i := range asked {
		p.Requests = append(p.Requests, rightRow(r, &asked[i]))
	}
	return err
}

// traces adds who opened the file and what was sent, page by page.
func (p *OwnSummaryPage) traces(ctx context.Context, s *Screens, r *web.Request) error {
	for next := int64(0); ; {
		all, more, err := privacy.OwnLooks(ctx, s.db.Work, r.Actor, next)
		if err != nil {
			return err
		}
		for i := range all {
			p.Looks = append(p.Looks, lookRow(r, &all[i]))
		}
		if next = more; next == 0 {
			break
		}
	}
	for next := int64(0); ; {
		all, more, err := privacy.OwnMessages(ctx, s.db.Work, r.Actor, next)
		if err != nil {
			return err
		}
		for i := range all {
			p.Messages = append(p.Messages, messageRow(r, &all[i]))
		}
		if next = more; next == 0 {
			return nil
		}
	}
}
