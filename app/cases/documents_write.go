package cases

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
)

// Content is what is typed into a version. Version and Revision say what its author
// saw: those of the draft, or the next version and 0 where there was none.
type Content struct {
	Version, Revision int
	UserID            int64
	Lang              string
	Body              map[string]string
	Lines             []Line
}

// NextContent begins a change of the newest version: of the draft itself, or of the
// version that follows a decided one.
func NextContent(versions []Document) Content {
	if len(versions) == 0 {
		return Content{Version: 1, Body: map[string]string{}}
	}
	d := versions[0]
	c := Content{Version: d.Version, Revision: d.Revision, UserID: d.UserID, Lang: d.Lang, Body: maps.Clone(d.Body), Lines: slices.Clone(d.Lines)}
	if d.Decided() {
		c.Version, c.Revision = d.Version+1, 0
	}
	return c
}

// WriteDocument writes the draft of a document of an open case of the actor's desks; a
// decided version is never changed, the next one begins. The same again is quiet; a
// version somebody changed meanwhile is Conflict "cases.error.document_changed". Invalid
// names fields by FieldsOf, lang, and what-1, doer-1, due-1 … of the actions.
func WriteDocument(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64, kind string, in Content, now time.Time) error {
	if FieldsOf(kind) == nil {
		return fault.Missing()
	}
	in = in.clean(kind)
	if err := in.check(kind); err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		c, err := LockOpen(ctx, tx, actor, caseID)
		if err != nil {
			return err
		}
		all, err := versions(ctx, tx, caseID, kind)
		if err != nil {
			return err
		}
		if len(all) > 0 && in.same(&all[0]) {
			return nil
		}
		if next := NextContent(all); in.Version != next.Version || in.Revision != next.Revision {
			return fault.New(fault.Conflict, "cases.error.document_changed")
		}
		if err := worksAt(ctx, tx, in.UserID, c.DeskID); err != nil {
			return err
		}
		d := &Document{CaseID: caseID, Kind: kind, Version: in.Version, State: Draft, UserID: in.UserID, Lang: in.Lang,
			Body: in.Body, Revision: in.Revision + 1, ChangedAt: now, ChangedBy: actor.Ref()}
		if in.Revision > 0 {
			d.ID = all[0].ID
		}
		if err := keepDraft(ctx, tx, d); err != nil {
			return err
		}
		if err := writeLines(ctx, tx, d, in.Lines, actor); err != nil {
			return err
		}
		return Record(ctx, tx, actor, c, kind+"_write", map[string]any{"version": d.Version, "revision": d.Revision}, now)
	})
}

func keepDraft(ctx context.Context, tx bun.IDB, d *Document) error {
	if d.ID == 0 {
		_, err := tx.NewInsert().Model(d).ExcludeColumn("decided_at").Returning("id").Exec(ctx)
		return fault.Wrap(db.Translate(err), "begin a version")
	}
	res, err := tx.NewUpdate().Model(d).Column("user_id", "lang", "body", "revision", "changed_at", "changed_by").WherePK().Exec(ctx)
	return fault.Wrap(db.One(res, err), "change a draft")
}

func (in Content) clean(kind string) Content {
	body := map[string]string{}
	for _, f := range FieldsOf(kind) {
		if v := strings.TrimSpace(strings.ReplaceAll(in.Body[f.Name], "\r\n", "\n")); v != "" {
			body[f.Name] = v
		}
		if f.Type == "flag" && body[f.Name] != "" {
			body[f.Name] = "1"
		}
	}
	in.Body = body
	var lines []Line
	for _, l := range in.Lines {
		l.What, l.Who = strings.Join(strings.Fields(l.What), " "), strings.Join(strings.Fields(l.Who), " ")
		if kind == Plan && (l.What != "" || l.Who != "" || !l.DueOn.IsZero()) {
			lines = append(lines, l)
		}
	}
	in.Lines = lines
	return in
}

func (in Content) check(kind string) error {
	var k fault.Check
	k.If(!i18n.Supported(in.Lang), "lang", "cases.error.lang")
	for _, f := range FieldsOf(kind) {
		v, limit := in.Body[f.Name], MaxText
		if f.Type == "short" {
			limit = MaxShort
		}
		k.If(utf8.RuneCountInString(v) > limit, f.Name, "cases.error.long", "Max", limit)
		k.If(!plain(v), f.Name, "cases.error.characters")
		if _, err := desks.ParseDate(v); f.Type == "date" && v != "" && err != nil {
			k.Add(f.Name, "cases.error.date")
		}
	}
	k.If(len(in.Lines) > MaxAction, "what-1", "cases.error.actions", "Max", MaxAction)
	for i, l := range in.Lines {
		n := fmt.Sprint("-", i+1)
		k.If(l.What == "", "what"+n, "cases.error.what")
		k.If(utf8.RuneCountInString(l.What) > MaxWhat, "what"+n, "cases.error.long", "Max", MaxWhat)
		k.If(utf8.RuneCountInString(l.Who) > MaxName, "who"+n, "cases.error.long", "Max", MaxName)
		k.If(!plain(l.What) || !plain(l.Who), "what"+n, "cases.error.characters")
		k.If(!slices.Contains(Doers(), l.Doer), "doer"+n, "cases.error.doer")
	}
	return k.Err()
}

func plain(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

// same says that the version holds this already; a line that was new when it was typed
// is the one written since.
func (in Content) same(d *Document) bool {
	return in.UserID == d.UserID && in.Lang == d.Lang && maps.Equal(in.Body, d.Body) &&
		slices.EqualFunc(in.Lines, d.Lines, func(a, b Line) bool {
			return (a.ActionID == 0 || a.ActionID == b.ActionID) && a.said() == b.said()
		})
}
