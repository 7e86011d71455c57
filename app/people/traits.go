package people

import (
	"iter"
	"slices"
	"strings"
	"time"
)

// Traits are what of a person is compared to tell whether two records are one person,
// ready to be compared many times.
type Traits struct {
	fiscal, born    string
	words, skeleton []string
	contacts        []string
}

// Traits are those of a clean form.
func (f Form) Traits() Traits {
	t := traitsOf(f.Identity, f.fiscalKey())
	for _, c := range f.Contacts {
		t.contacts = append(t.contacts, c.Value)
	}
	return t
}

// TraitsFrom are those of somebody with a name and keys as Keys gives them.
func TraitsFrom(name string, keys []string) Traits {
	t := traitsOf(Identity{Given: name}, "")
	for _, k := range keys {
		switch kind, value := k[:1], k[1:]; kind {
		case "f":
			t.fiscal = value
		case "b":
			t.born = value
		default:
			t.contacts = append(t.contacts, value)
		}
	}
	return t
}

func traitsOf(x Identity, fiscalKey string) Traits {
	t := Traits{fiscal: fiscalKey, words: strings.Fields(Fold(x.Name()))}
	if !x.BornOn.IsZero() {
		t.born = x.BornOn.Format(time.DateOnly)
	}
	for _, w := range t.words {
		t.skeleton = append(t.skeleton, Skeleton(w))
	}
	return t
}

// Alike reports whether the traits may be those of one person, as Similar judges;
// certain is the same codice fiscale.
func (t *Traits) Alike(other *Traits) (alike, certain bool) {
	why := t.likeness(other)
	return score(why) >= enough, slices.Contains(why, SameFiscal)
}

// Keys are texts of which two records that may be one person share at least one.
func (t *Traits) Keys() iter.Seq[string] {
	return func(yield func(string) bool) {
		if t.fiscal != "" && !yield("f"+t.fiscal) || t.born != "" && !yield("b"+t.born) {
			return
		}
		for _, c := range t.contacts {
			if !yield("c" + c) {
				return
			}
		}
	}
}

// likeness gives the reasons why two records may be one person.
func (t *Traits) likeness(other *Traits) []string {
	var why []string
	if t.fiscal != "" && t.fiscal == other.fiscal {
		why = append(why, SameFiscal)
	}
	if t.born != "" && t.born == other.born {
		why = append(why, SameBirth)
	}
	switch score := t.nameLikeness(other); {
	case score == 1:
		why = append(why, SameName)
	case score >= nearly:
		why = append(why, NearName)
	}
	if slices.ContainsFunc(t.contacts, func(c string) bool { return slices.Contains(other.contacts, c) }) {
		why = append(why, SameContact)
	}
	return why
}

func score(why []string) int {
	n := 0
	for _, w := range why {
		n += strength[w]
	}
	return n
}

// nameLikeness is how much the words of the shorter name are found in the longer one:
// 1 where all are the same letters, less where only skeletons or most letters agree.
func (t *Traits) nameLikeness(other *Traits) float64 {
	x, y := t, other
	if len(x.words) > len(y.words) {
		x, y = y, x
	}
	if len(x.words) == 0 {
		return 0
	}
	sum := 0.0
	for i, w := range x.words {
		most := 0.0
		for j, v := range y.words {
			switch {
			case w == v:
				most = 1
			case len(x.skeleton[i]) > 1 && x.skeleton[i] == y.skeleton[j]:
				most = max(most, 0.8)
			default:
				most = max(most, shared(w, v))
			}
		}
		sum += most
	}
	return sum / float64(len(x.words))
}

// shared is the share of pairs of letters two words have both (Dice), at most 0.8, and 0
// under one half. Of words longer than 64 letters the beginnings are compared.
func shared(a, b string) float64 {
	a, b = a[:min(len(a), 64)], b[:min(len(b), 64)]
	var used uint64
	common := 0
	for i := 0; i+1 < len(a); i++ {
		for j := 0; j+1 < len(b); j++ {
			if used&(1<<j) == 0 && a[i] == b[j] && a[i+1] == b[j+1] {
				used |= 1 << j
				common++
				break
			}
		}
	}
	if dice := 2 * float64(common) / float64(max(1, len(a)+len(b)-2)); dice >= 0.5 {
		return min(dice, 0.8)
	}
	return 0
}
