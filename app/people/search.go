package people

import (
	"context"
	"slices"
	"strings"

	"github.com/nyaruka/phonenumbers"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// MaxFound is how many people a search gives; more means: type more.
const MaxFound = 20

// Search finds people of the actor's desks by name in any script and spelling, by
// telephone in any format, e-mail address or codice fiscale, best first. more says
// that there are others beyond MaxFound. Less than two letters find nobody.
func Search(ctx context.Context, idb bun.IDB, actor auth.Actor, text string) (found []Person, more bool, err error) {
	ids, err := search(ctx, idb, &actor, text)
	if err != nil || len(ids) == 0 {
		return nil, false, err
	}
	if len(ids) > MaxFound {
		ids, more = ids[:MaxFound], true
	}
	found, err = byIDs(ctx, idb, ids)
	return found, more, err
}

// search gives the ids of roots, best first; a nil actor sees everybody.
func search(ctx context.Context, idb bun.IDB, actor *auth.Actor, text string) ([]int64, error) {
	text = strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), ""))
	if len(text) > 200 {
		return nil, nil
	}
	if sql, value := asCode(text); sql != "" {
		return coded(ctx, idb, actor, query{sql, []any{value}})
	}
	tokens := strings.Fields(Fold(text))
	if len(strings.Join(tokens, "")) < 2 {
		return nil, nil
	}
	tokens = tokens[:min(len(tokens), 6)]
	slices.SortStableFunc(tokens, func(a, b string) int { return len(b) - len(a) }) // the rarest, likely
	found, err := named(ctx, idb, actor, tokens, spelledSQL)
	if err != nil || len(found) > 0 {
		return found, err
	}
	return named(ctx, idb, actor, tokens, nearlySQL)
}

// query is a piece of SQL, made of constants only, with the values of its placeholders.
// Its rows are person_id and score.
type query struct {
	sql  string
	args []any
}

// By what names nobody else, or a household.
const (
	byFiscal  = "SELECT id AS person_id, 1.0 AS score FROM people WHERE fiscal_key = ? AND fiscal_key <> ''"
	byContact = "SELECT person_id, 1.0 AS score FROM person_contacts WHERE value = ?"
)

// asCode recognises a codice fiscale, a telephone number or an e-mail address and
// gives the SQL that finds it.
func asCode(text string) (sql, value string) {
	if f, err := ParseFiscal(text); err == nil {
		return byFiscal, f.Key
	}
	if strings.Contains(text, "@") {
		return byContact, Contact{Kind: Email, Value: text}.canonical().Value
	}
	if strings.ContainsAny(text, "0123456789") {
		if n, err := phonenumbers.Parse(text, "IT"); err == nil {
			return byContact, phonenumbers.Format(n, phonenumbers.E164)
		}
	}
	return "", ""
}

// The words of all names that a typed one may mean, the best first: the word itself,
// what begins with it, what has its skeleton; and, where that finds nobody, what is
// nearly it.
const (
	spelledSQL = `(SELECT word, CASE WHEN word = ?0 THEN 1.0 ELSE 0.9 END AS score FROM name_words
			WHERE word >= ?0 AND word < ?0 || '{' ORDER BY word LIMIT 100)
		UNION ALL (SELECT word, 0.7 FROM name_words WHERE skeleton = ?1 AND ?1 <> '' LIMIT 100)`
	nearlySQL = spelledSQL + `
		UNION ALL (SELECT word, 0.6 * similarity(word, ?0) FROM name_words WHERE word % ?0 ORDER BY similarity(word, ?0) DESC LIMIT 100)`
)

// meaning is the words a typed one may mean, with how well each fits.
type meaning struct {
	words  []string
	scores []float64
}

// named gives the people of whom every word typed means a word.
func named(ctx context.Context, idb bun.IDB, actor *auth.Actor, tokens []string, wordsSQL string) ([]int64, error) {
	all := make([]meaning, len(tokens))
	for i, token := range tokens {
		skeleton := Skeleton(token)
		if len(skeleton) < 2 {
			skeleton = ""
		}
		sql := "SELECT word, max(score) AS score FROM (" + wordsSQL + ") AS w GROUP BY word ORDER BY score DESC, word LIMIT 200"
		err := idb.NewRaw(sql, token, skeleton).Scan(ctx, &all[i].words, &all[i].scores)
		if err != nil {
			return nil, fault.Wrap(db.Translate(err), "look up words of names")
		}
		if len(all[i].words) == 0 {
			return nil, nil
		}
	}
	if len(all) == 1 {
		return best(ctx, idb, some(all[0], seenBy(actor)))
	}
	return best(ctx, idb, having(all, seenBy(actor)))
}

// some is people in scope who have one of the words: of each word some only, because
// who types one common name must type more.
func some(m meaning, scope query) query {
	return query{`SELECT a.person_id, w.score FROM unnest(?::text[], ?::float8[]) AS w (word, score), LATERAL (
		SELECT a.person_id FROM person_names AS a WHERE a.word = w.word` + scope.sql + " LIMIT 64) AS a",
		append([]any{pgdialect.Array(m.words), pgdialect.Array(m.scores)}, scope.args...)}
}

// having is the people in scope who have one word of each meaning.
func having(all []meaning, scope query) query {
	var q query
	for i, m := range all {
		if i > 0 {
			q.sql += " UNION ALL "
		}
		q.sql += `SELECT n.person_id, max(w.score) AS score FROM unnest(?::text[], ?::float8[]) AS w (word, score)
			JOIN person_names AS n ON n.word = w.word GROUP BY n.person_id`
		q.args = append(q.args, pgdialect.Array(m.words), pgdialect.Array(m.scores))
	}
	return query{`SELECT a.person_id, a.score FROM (
		SELECT person_id, sum(score) AS score FROM (` + q.sql + `) AS u GROUP BY person_id HAVING count(*) = ?) AS a WHERE TRUE` + scope.sql,
		append(append(q.args, len(all)), scope.args...)}
}

// seenBy narrows the person_id of a to what the actor may see; nil sees everybody.
func seenBy(actor *auth.Actor) query {
	if actor == nil {
		return query{}
	}
	desks, all := actor.Desks()
	if all {
		return query{}
	}
	return query{` AND EXISTS (SELECT FROM people AS s JOIN person_desks AS pd ON pd.person_id = COALESCE(s.root_id, s.id)
		WHERE s.id = a.person_id AND pd.desk_id = ANY(?))`, []any{pgdialect.Array(desks)}}
}

// coded runs the SQL of a code, a contact or the like for what the actor may see.
func coded(ctx context.Context, idb bun.IDB, actor *auth.Actor, q query) ([]int64, error) {
	scope := seenBy(actor)
	return best(ctx, idb, query{
		"SELECT a.person_id, a.score FROM (" + q.sql + ") AS a WHERE TRUE" + scope.sql, append(q.args, scope.args...),
	})
}

// best folds merged records into their roots and gives the ids with the highest scores.
func best(ctx context.Context, idb bun.IDB, q query) ([]int64, error) {
	found := []int64{}
	err := idb.NewRaw(`SELECT COALESCE(p.root_id, p.id) AS id FROM (`+q.sql+`) AS h JOIN people AS p ON p.id = h.person_id
		GROUP BY 1 ORDER BY max(h.score) DESC, 1 LIMIT ?`, append(q.args, MaxFound+1)...).Scan(ctx, &found)
	return found, fault.Wrap(db.Translate(err), "search people")
}

// byIDs gives the people in the order asked for, with their contacts.
func byIDs(ctx context.Context, idb bun.IDB, ids []int64) ([]Person, error) {
	all := []Person{}
	if err := idb.NewSelect().Model(&all).Where("p.id = ANY(?)", pgdialect.Array(ids)).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "list people found")
	}
	place := map[int64]int{}
	for i, id := range ids {
		place[id] = i
	}
	slices.SortFunc(all, func(a, b Person) int { return place[a.ID] - place[b.ID] })
	for i := range all {
		place[all[i].ID] = i
	}
	var rows []struct {
		PersonID int64
		Contact
	}
	err := idb.NewSelect().Table("person_contacts").Column("person_id", "kind", "value", "note").
		Where("person_id = ANY(?)", pgdialect.Array(ids)).Order("person_id", "sort").Scan(ctx, &rows)
	for _, r := range rows {
		i := place[r.PersonID]
		all[i].Contacts = append(all[i].Contacts, r.Contact)
	}
	return all, fault.Wrap(db.Translate(err), "list contacts of people found")
}

// Recent gives the people whose files the actor opened last, at most ten.
func Recent(ctx context.Context, idb bun.IDB, actor auth.Actor) ([]Person, error) {
	ids := []int64{}
	scope := seenBy(&actor)
	err := idb.NewRaw(`SELECT a.person_id FROM (
			SELECT COALESCE(p.root_id, p.id) AS person_id, max(r.at) AS at FROM (
				SELECT person_id, at FROM person_reads WHERE actor = ? AND part = 'file' ORDER BY at DESC LIMIT 60) AS r
			JOIN people AS p ON p.id = r.person_id GROUP BY 1) AS a
		WHERE TRUE`+scope.sql+` ORDER BY a.at DESC LIMIT 10`, append([]any{actor.Ref()}, scope.args...)...).Scan(ctx, &ids)
	if err != nil || len(ids) == 0 {
		return nil, fault.Wrap(db.Translate(err), "list files opened last")
	}
	return byIDs(ctx, idb, ids)
}
