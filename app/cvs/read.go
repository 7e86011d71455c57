package cvs

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"
	"unicode"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/europass"
	"approdo/app/fault"
	"approdo/app/inspect"
	"approdo/app/people"
)

// ReadKind is the job that reads the text of a CV.
const ReadKind = "cvs.read"

// read takes from the text of a CV the words by which it is found and, where no Europass
// document said what it says, proposes what the text seems to say. A CV whose text cannot
// be read has none of both. Read already is quiet.
func (d Desk) read(ctx context.Context, idb *bun.DB, payload json.RawMessage, now time.Time) error {
	v, err := ofJob(ctx, idb, payload, Ready, Incomplete)
	if err != nil || v == nil || v.ReadAt != nil {
		return err
	}
	pdf, err := d.plain(ctx, idb, v)
	if err != nil || len(pdf.paths) == 0 { // deleted meanwhile
		return err
	}
	defer pdf.close()
	text, err := d.Inspector.Text(ctx, pdf.paths[0])
	if err != nil && !errors.Is(err, inspect.ErrNoReader) && !fault.Is(err, fault.Invalid) {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		root, ok, err := v.lock(ctx, tx, Ready, Incomplete) // it may have become ready meanwhile
		if err != nil || !ok || v.ReadAt != nil {
			return err
		}
		p, err := people.Own(ctx, tx, auth.Actor{PersonID: root})
		if err != nil {
			return err
		}
		if err := v.keepWords(ctx, tx, blind(text, p), now); err != nil {
			return err
		}
		if err := v.guess(ctx, tx, root, text, now); err != nil {
			return err
		}
		return index(ctx, tx, root, now)
	})
}

// guess proposes what the text of a CV handed in seems to say; each line waits for an
// answer of its own.
func (v *CV) guess(ctx context.Context, tx bun.IDB, root int64, text string, now time.Time) error {
	if v.Source != Uploaded || text == "" {
		return nil
	}
	said, err := tx.NewSelect().Model((*Proposal)(nil)).Where("r.cv_id = ? AND r.exact", v.ID).Exists(ctx)
	if err != nil || said {
		return fault.Wrap(db.Translate(err), "look for what a Europass document said")
	}
	return v.propose(ctx, tx, root, linesOf(europass.Guess(text, now), now), false, now)
}

// keepWords keeps the words of a CV in the form in which they are searched.
func (v *CV) keepWords(ctx context.Context, tx bun.IDB, words string, now time.Time) error {
	v.ReadAt = &now
	_, err := tx.NewUpdate().Model(v).Column("read_at").
		Set("words = to_tsvector('simple', immutable_unaccent(?))", words).WherePK().Exec(ctx)
	return fault.Wrap(db.Translate(err), "keep the words of a CV")
}

// mostWords bounds what of a text is kept: PostgreSQL takes no more than a megabyte.
const mostWords = 20_000

// blind gives the words of a text without those that say whose it is: the words of the
// name in any script, addresses, links and whatever holds a number.
func blind(text string, p *people.Person) string {
	hidden := map[string]bool{}
	for _, name := range []string{p.Name(), p.OwnName} {
		for word := range strings.FieldsSeq(name) {
			hidden[people.Fold(word)], hidden[strings.ToLower(word)] = true, true
		}
	}
	delete(hidden, "")
	var words []string
	for token := range strings.FieldsSeq(text) {
		if strings.Contains(token, "@") || strings.Contains(token, "://") || strings.HasPrefix(strings.ToLower(token), "www.") {
			continue
		}
		for _, word := range strings.FieldsFunc(token, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsNumber(r) }) {
			word = strings.ToLower(word)
			if hidden[word] || hidden[people.Fold(word)] || strings.ContainsFunc(word, unicode.IsNumber) || len(word) > 200 || tellsOwn(word) {
				continue
			}
			if words = append(words, word); len(words) == mostWords {
				return strings.Join(words, " ")
			}
		}
	}
	return strings.Join(words, " ")
}
