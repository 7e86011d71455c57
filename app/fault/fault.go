package fault

import (
	"errors"
	"fmt"
)

// Kind says who can do something about a fault and which status it becomes.
type Kind uint8

const (
	// Internal is a fault of ours: logged, shown as a plain 500 page.
	Internal Kind = iota
	// Invalid is bad input; Fields names each field that is wrong (422).
	Invalid
	// NotFound is unknown, foreign or expired: never told apart (404).
	NotFound
	// Conflict is a rule broken by the state of things, e.g. a slot just taken (409).
	Conflict
	// Held is something that must not change now, whatever is tried; the sentence says whom
	// to ask (409). No screen has words of its own for it.
	Held
	// Forbidden is a known actor without the permission (403).
	Forbidden
	// Unauthenticated is nobody signed in where somebody must be (sign-in page).
	Unauthenticated
	// TooMany is a limit reached; try later (429).
	TooMany
	// TooLarge is a body over the size allowed (413).
	TooLarge
	// Unavailable is a dependency that is down or too slow; the same request may work later (503).
	Unavailable
)

// Field is one input that is wrong: the field's form name and the key of the
// sentence that says what to do, with the values the sentence needs.
type Field struct {
	Name string
	Key  string
	Args map[string]any
}

// Fault is an error somebody can act on. Key is the message key of the sentence
// shown; Args its values; Fields the inputs at fault when Kind is Invalid.
type Fault struct {
	Kind   Kind
	Key    string
	Args   map[string]any
	Fields []Field
	Err    error
}

// Error is for logs and tests, never for a reader; it holds no values typed by a person.
func (f *Fault) Error() string {
	s := f.Key
	for _, x := range f.Fields {
		s += " [" + x.Name + ": " + x.Key + "]"
	}
	if f.Err != nil {
		s += ": " + f.Err.Error()
	}
	return s
}

// Unwrap gives the cause, nil where there is none.
func (f *Fault) Unwrap() error { return f.Err }

// New makes a fault of a kind whose sentence is key.
func New(kind Kind, key string) *Fault { return &Fault{Kind: kind, Key: key} }

// With returns the fault with one more value for its sentence.
func (f *Fault) With(name string, value any) *Fault {
	if f.Args == nil {
		f.Args = map[string]any{}
	}
	f.Args[name] = value
	return f
}

// Missing is the one NotFound: it never says whether the thing exists.
func Missing() *Fault { return New(NotFound, "error.404.title") }

// Check collects the fields of a form that are wrong.
// Err returns nil while nothing was added.
type Check struct{ fields []Field }

// Add notes that the named field is wrong. args are pairs: name, value.
func (c *Check) Add(field, key string, args ...any) {
	c.fields = append(c.fields, Field{Name: field, Key: key, Args: pairs(args)})
}

// If notes the field when bad is true.
func (c *Check) If(bad bool, field, key string, args ...any) {
	if bad {
		c.Add(field, key, args...)
	}
}

// Err is an Invalid fault with every field noted, or nil.
func (c *Check) Err() error {
	if len(c.fields) == 0 {
		return nil
	}
	return &Fault{Kind: Invalid, Key: "error.422.title", Fields: c.fields}
}

// KindOf is the kind of the first Fault in err's chain; Internal for any other
// error. KindOf(nil) is Internal too: ask only about errors.
func KindOf(err error) Kind {
	var f *Fault
	if errors.As(err, &f) {
		return f.Kind
	}
	return Internal
}

// As gives the first Fault in err's chain.
func As(err error) (*Fault, bool) {
	var f *Fault
	ok := errors.As(err, &f)
	return f, ok
}

// Is reports whether err is a fault of the kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }

// Wrap says what was being done when err happened; nil stays nil.
// The words are for the log: no personal data in them.
func Wrap(err error, doing string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}

func pairs(args []any) map[string]any {
	if len(args) == 0 {
		return nil
	}
	m := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		m[args[i].(string)] = args[i+1]
	}
	return m
}
