package services

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
)

// MostNote is how long the note of a version may be, in characters.
const MostNote = 300

// Revision is what the next version of a standard says.
type Revision struct {
	// From is the first day it is valid, as typed: "2026-12-01".
	From string
	// Note says why there is a new version.
	Note                      string
	Name, Purpose, Activities i18n.Text
	Rules                     Rules
	Official                  Official
}

// RevisionOf is a revision that changes nothing yet.
func RevisionOf(s *Standard) Revision {
	return Revision{Name: s.Name, Purpose: s.Purpose, Activities: s.Activities, Rules: s.Rules, Official: s.Official}
}

// Revise adds a version to a standard, valid from its day on; the one before ends
// the day before. seen is the version the revision was written from: where there is
// a newer one meanwhile, Conflict. The first day may not be past, so that closed
// periods keep their version, nor on or before the first day of the version before.
// Invalid names the fields (from, note, name_it, after, …), "note" too where nothing
// was changed.
func Revise(ctx context.Context, idb bun.IDB, actor auth.Actor, seen int64, rev Revision, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		last, err := lockNewest(ctx, tx, seen)
		if err != nil {
			return err
		}
		codes, err := siblings(ctx, tx, last.Repertoire)
		if err != nil {
			return err
		}
		next, err := rev.version(last.Code, codes, desks.InItaly(now))
		if err != nil {
			return err
		}
		var c fault.Check
		c.If(!next.ValidFrom.After(last.ValidFrom), "from", "services.error.from_begun")
		changes := Differences(last, next)
		c.If(len(changes) == 0, "note", "services.error.unchanged")
		if err := c.Err(); err != nil {
			return err
		}
		next.Author, next.CreatedAt = actor.Ref(), now
		if err := next.succeed(ctx, tx, last, next.ValidFrom); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Actor: actor.Ref(), Action: "services.revise", Subject: "standard", SubjectID: last.StandardID, At: now,
			Data: map[string]any{"version": next.Number, "from": next.ValidFrom.String(), "changes": len(changes)},
		})
	})
}

// Withdraw takes back a version that has not begun; the one before has no end
// again. Conflict where it has begun, or where it is the only one.
func Withdraw(ctx context.Context, idb bun.IDB, actor auth.Actor, versionID int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		last, err := lockNewest(ctx, tx, versionID)
		if err != nil {
			return err
		}
		if last.Number == 1 || !last.ValidFrom.After(desks.InItaly(now)) {
			return fault.New(fault.Conflict, "services.error.begun")
		}
		if _, err := tx.NewDelete().Model(last).WherePK().Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "withdraw a version")
		}
		res, err := tx.NewUpdate().Model(last).Set("valid_to = NULL").
			Where("standard_id = ? AND number = ?", last.StandardID, last.Number-1).Exec(ctx)
		if err := db.One(res, db.Translate(err)); err != nil {
			return fault.Wrap(err, "reopen a version")
		}
		return audit.Record(ctx, tx, audit.Entry{
			Actor: actor.Ref(), Action: "services.withdraw", Subject: "standard", SubjectID: last.StandardID, At: now,
			Data: map[string]any{"version": last.Number},
		})
	})
}

// lockNewest holds the standard of a version still and gives the version, which
// must be its newest.
func lockNewest(ctx context.Context, tx bun.Tx, versionID int64) (*Standard, error) {
	s, err := FindVersion(ctx, tx, versionID)
	if err != nil {
		return nil, err
	}
	if err := db.Lock(ctx, tx, "standards", s.StandardID, ""); err != nil {
		return nil, err
	}
	all, err := Versions(ctx, tx, s.StandardID)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 || all[0].ID != versionID {
		return nil, fault.New(fault.Conflict, "services.error.revised")
	}
	return &all[0], nil
}

func siblings(ctx context.Context, tx bun.IDB, repertoire string) ([]string, error) {
	var codes []string
	err := tx.NewSelect().Table("standards").Column("standards.code").Join("JOIN repertoires ON repertoires.id = repertoire_id").
		Where("repertoires.code = ?", repertoire).Order("standards.sort", "standards.id").Scan(ctx, &codes)
	return codes, fault.Wrap(db.Translate(err), "list codes of a repertoire")
}

// version checks what was typed and makes a version of it, without identity.
func (rev Revision) version(code string, codes []string, today desks.Date) (*Standard, error) {
	var c fault.Check
	from, err := desks.ParseDate(rev.From)
	c.If(err != nil, "from", "services.error.date")
	c.If(err == nil && from.Before(today), "from", "services.error.from_past")
	note := strings.TrimSpace(rev.Note)
	c.If(note == "", "note", "services.error.note")
	c.If(utf8.RuneCountInString(note) > MostNote, "note", "services.error.reason_long", "Most", MostNote)
	s := &Standard{Code: code, ValidFrom: from, Note: note, Name: rev.Name.Clean(), Purpose: tidy(rev.Purpose), Activities: tidy(rev.Activities),
		Rules: rev.Rules, Official: rev.Official.tidy()}
	c.If(s.Name[i18n.Italian] == "", "name_"+i18n.Italian, "services.error.name")
	for field, text := range map[string]i18n.Text{"name": s.Name, "purpose": s.Purpose, "activities": s.Activities} {
		for lang, words := range text {
			c.If(utf8.RuneCountInString(words) > MostText, field+"_"+lang, "services.error.reason_long", "Most", MostText)
		}
	}
	rev.Rules.report(&c, code, codes)
	return s, c.Err()
}

// tidy writes each text with one item a line, as the files have it and whatever a
// browser sent.
func tidy(x i18n.Text) i18n.Text {
	y := i18n.Text{}
	for lang, text := range x {
		y[lang] = tidyLines(text)
	}
	return y.Clean()
}

func tidyLines(text string) string {
	lines, _ := Items(i18n.Text{i18n.Italian: text}, i18n.Italian)
	return strings.Join(lines, "\n")
}

func (o Official) tidy() Official {
	for _, text := range []*string{&o.Purpose, &o.Activities, &o.Modes, &o.Access, &o.Output, &o.Technical, &o.Professional, &o.Operational} {
		*text = tidyLines(strings.ReplaceAll(*text, "\x00", ""))
	}
	return o
}

// MostText is how long each text of a standard may be, in characters.
const MostText = 2000

// report notes the form fields at fault.
func (r *Rules) report(c *fault.Check, code string, codes []string) {
	for _, mode := range Modes() {
		c.If(!r.Modes[mode].sound(), "least_"+string(mode), "services.error.limits")
	}
	c.If(!r.Total.sound(), "total_least", "services.error.limits")
	c.If(r.Meetings < 0 || r.Meetings > 50, "meetings", "services.error.meetings")
	_, office := r.Modes[BackOffice]
	c.If(r.Both && (!office || len(r.Modes) < 2), "both", "services.error.both")
	for _, before := range r.Access.After {
		c.If(before == code || !slices.Contains(codes, before), "after", "services.error.after")
	}
	// What is left can only come from a form that is not ours.
	if c.Err() == nil && len(r.problems(code, codes)) > 0 {
		c.Add("", "services.error.rules")
	}
}
