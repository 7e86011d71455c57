package cvs

import (
	"context"

	"github.com/uptrace/bun"

	"approdo/app/europass"
	"approdo/app/occupations"
	"approdo/app/preferences"
)

// ProfileIn gives what the draft says as it stands in a document of a language: with the
// jobs the person leans to, in the words of that language.
func (d *Draft) ProfileIn(ctx context.Context, idb bun.IDB, w Writer, lang string) (*europass.Profile, error) {
	p := d.Data.Tidy()
	p.Lang, p.Wanted, p.Nationalities = lang, nil, nil
	list, err := w.preferences(ctx, idb)
	if err != nil {
		return nil, err
	}
	var ids []int64
	for i := range list {
		ids = append(ids, list[i].OccupationID)
	}
	known, err := occupations.List(ctx, idb, ids)
	for _, id := range ids {
		if o, ok := known[id]; ok {
			p.Wanted = append(p.Wanted, o.Label(lang))
		}
	}
	return p.Tidy(), err
}

func (w Writer) preferences(ctx context.Context, idb bun.IDB) ([]preferences.Preference, error) {
	if w.PersonID == 0 {
		return preferences.ListOwn(ctx, idb, w.Actor)
	}
	return preferences.List(ctx, idb, w.Actor, w.PersonID)
}
