package inspect

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os/exec"
	"slices"
	"sync"
	"time"
)

// Off as Options.Soffice means that no text document is converted.
const Off = "off"

// Options of an Inspector. The zero value takes up to 10 MB and 30 pages, looks for
// LibreOffice and scans nothing.
type Options struct {
	// Soffice is LibreOffice's program, "" to look for it, Off for none.
	Soffice string
	// Clamd is the antivirus: host:port on this machine or the path of a socket, "" for none.
	Clamd string
	// Dir is where folders for children are made, the system's temporary folder when "".
	Dir string
	// MaxBytes and MaxPages bound a document; 10 MB and 30 when 0.
	MaxBytes int64
	MaxPages int
	// AtOnce is how many children may run together, 2 when 0.
	AtOnce int
	// Limit is what a child may take by the clock, 20 seconds when 0; LibreOffice three times that.
	Limit time.Duration
	// Log is told of children that fail in ways no document should cause; nil means slog.Default.
	Log *slog.Logger
}

// Inspector judges documents. It is safe for concurrent use.
type Inspector struct {
	o         Options
	soffice   string // "" where there is none
	pdftotext string // "" where there is none
	pdfdetach string // "" where there is none
	turns     chan struct{}
	walls     sync.Once // finds out walled
	walled    bool      // children get namespaces of their own
}

// New looks for the programs that help; it starts nothing. It removes what killed
// programs left behind.
func New(o Options) *Inspector {
	if o.MaxBytes == 0 {
		o.MaxBytes = 10 << 20
	}
	if o.MaxPages == 0 {
		o.MaxPages = 30
	}
	if o.AtOnce == 0 {
		o.AtOnce = 2
	}
	if o.Limit == 0 {
		o.Limit = 20 * time.Second
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	sweep(o.Dir)
	return &Inspector{
		o: o, soffice: findSoffice(o.Soffice), pdftotext: look("pdftotext"), pdfdetach: look("pdfdetach"),
		turns: make(chan struct{}, o.AtOnce),
	}
}

// look is the path of a program, "" where there is none.
func look(names ...string) string {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// Notes are sentences for whoever starts the program: what is not there and what does
// not work without it. It starts a child to find out.
func (i *Inspector) Notes() (notes []string) {
	if i.pdftotext == "" {
		notes = append(notes, "pdftotext is missing: CVs are kept, but nothing is read from them (apt install poppler-utils)")
	}
	if !i.wall() {
		notes = append(notes, "this kernel gives no namespaces: what judges uploads has limits, but could reach the network")
	}
	return notes
}

// Accept lists what an upload's field may offer, for its accept attribute.
func (i *Inspector) Accept() []string {
	all := []string{"application/pdf", "image/jpeg", "image/png"}
	if i.soffice != "" {
		all = append(all, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/vnd.oasis.opendocument.text")
	}
	return all
}

// Made is a document that was taken: a clean PDF in a temporary folder.
type Made struct {
	// Path is the PDF; it goes with Close.
	Path string
	// Pages is how many it has.
	Pages int
	// Kind is what the document was: PDF, JPEG, PNG, DOCX or ODT.
	Kind string
	// Dropped names what was in it and is not in the PDF: "scripts", "launch", "files",
	// "form", "media", "links", "external".
	Dropped []string

	folder *folder
}

// Close removes the PDF.
func (m *Made) Close() error { return m.folder.remove() }

// Make judges a document and makes a clean PDF of it. A document that is not taken is
// an Invalid fault on the field "file". name is what the person called it.
func (i *Inspector) Make(ctx context.Context, path, name string) (*Made, error) {
	return i.MakeAll(ctx, []string{path}, []string{name})
}

// MakeAll makes one PDF of several photos, a page each, in their order. One document of
// any kind may be given too; several of which one is no photo are refused.
func (i *Inspector) MakeAll(ctx context.Context, paths, names []string) (_ *Made, err error) {
	kinds, err := i.kindsOf(paths, names)
	if err != nil {
		return nil, err
	}
	f, err := makeFolder(i.o.Dir)
	if err != nil {
		return nil, fmt.Errorf("no folder to look at a document: %w", err)
	}
	defer func() {
		var r refusal
		if errors.As(err, &r) {
			err = i.refuse(string(r))
		}
		if err != nil {
			_ = f.remove() // the next New sweeps
		}
	}()
	for n, path := range paths {
		if err := f.put(input(n), path, i.o.MaxBytes); err != nil {
			return nil, err
		}
	}
	if err := i.take(ctx); err != nil {
		return nil, err
	}
	defer i.give()
	return i.make(ctx, f, kinds)
}

// kindsOf judges each file by its beginning.
func (i *Inspector) kindsOf(paths, names []string) ([]string, error) {
	if len(paths) == 0 || len(paths) != len(names) {
		return nil, i.refuse(refusedEmpty)
	}
	if len(paths) > i.o.MaxPages {
		return nil, i.refuse(refusedPages)
	}
	var kinds []string
	for n, path := range paths {
		kind, err := i.quickFile(path, names[n])
		if err != nil {
			return nil, err
		}
		kinds = append(kinds, kind)
	}
	photo := func(kind string) bool { return kind == JPEG || kind == PNG }
	if len(kinds) > 1 && !slices.ContainsFunc(kinds, func(k string) bool { return !photo(k) }) {
		return kinds, nil
	}
	if len(kinds) > 1 {
		return nil, i.refuse(refusedMixed)
	}
	return kinds, nil
}

// make has the children do it; the caller holds a turn.
func (i *Inspector) make(ctx context.Context, f *folder, kinds []string) (*Made, error) {
	m := &Made{Path: f.at(outputPDF), Kind: kinds[0], folder: f}
	t := task{Do: doPDF, Names: []string{input(0)}, MaxPages: i.o.MaxPages}
	switch m.Kind {
	case JPEG, PNG:
		t.Do, t.Names = doPhotos, nil
		for n := range kinds {
			t.Names = append(t.Names, input(n))
		}
	case ODT, kindZip:
		kind, dropped, err := i.convert(ctx, f)
		if err != nil {
			return nil, err
		}
		m.Kind, m.Dropped, t.Names = kind, dropped, []string{convertedPDF}
	}
	v, err := i.judge(ctx, f, t)
	if err != nil {
		return nil, err
	}
	m.Pages, m.Dropped = v.Pages, union(m.Dropped, v.Dropped)
	made, err := openMade(m.Path)
	if err != nil || m.Pages < 1 {
		return nil, errors.Join(errNoAnswer, err)
	}
	return m, made.Close()
}

func union(a, b []string) []string {
	all := append(slices.Clone(a), b...)
	slices.Sort(all)
	return slices.Compact(all)
}

// take waits for a turn to run children.
func (i *Inspector) take(ctx context.Context) error {
	select {
	case i.turns <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (i *Inspector) give() { <-i.turns }

// The names of files in a folder.
const (
	outputPDF    = "out.pdf"
	convertedPDF = "clean.pdf" // what LibreOffice makes of clean.docx or clean.odt
)

func input(n int) string { return fmt.Sprintf("in%d", n) }
