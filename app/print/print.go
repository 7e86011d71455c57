package print

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"approdo/app/fault"
)

// Off as Options.Path means that no PDF is made.
const Off = "off"

// Options of a Printer. The zero value looks for Chromium on the PATH.
type Options struct {
	// Path is the browser's program, "" to look for it, Off for none.
	Path string
	// Dir is where the profile's folder is made, the system's temporary folder when "".
	Dir string
	// Idle is after how long without work the browser is ended, 5 minutes when 0.
	Idle time.Duration
	// Limit is what one document may take, 20 seconds when 0.
	Limit time.Duration
	// Waiting is how many documents may wait for their turn, 8 when 0.
	Waiting int
	// Log is told of browsers that die or do not start; nil means slog.Default.
	Log *slog.Logger
}

// Sheet is a document to be printed.
type Sheet struct {
	// HTML is the whole document with its style inside; it fetches nothing. Its title
	// element and its lang attribute become the PDF's.
	HTML []byte
	// Lang is the language of the foot.
	Lang string
	// Foot is the line at the foot of each page, plain text.
	Foot string
	// Number is the sentence of the page number with PageMark and PagesMark in it, "" for none.
	Number string
}

// Printer makes PDFs. It is safe for concurrent use.
type Printer struct {
	o       Options
	path    string        // "" where there is no browser
	turn    chan struct{} // held by whoever uses browser
	waiting atomic.Int64
	browser *browser // nil while none runs
	idle    *time.Timer
	ctx     context.Context // ends with Close
	cancel  context.CancelFunc
}

// New looks for the browser; it starts nothing.
func New(o Options) *Printer {
	o.Idle, o.Limit = or(o.Idle, 5*time.Minute), or(o.Limit, 20*time.Second)
	if o.Waiting == 0 {
		o.Waiting = 8
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	p := &Printer{o: o, path: find(o.Path), turn: make(chan struct{}, 1)}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	p.idle = time.AfterFunc(o.Idle, p.rest)
	return p
}

func or(d, otherwise time.Duration) time.Duration {
	if d == 0 {
		return otherwise
	}
	return d
}

// Ready reports whether there is a browser to print with. A nil Printer has none.
func (p *Printer) Ready() bool { return p != nil && p.path != "" }

// PDF prints a sheet. It fails with an Unavailable fault where there is no browser
// (print.absent), where too many wait (print.busy) and where the browser does not
// manage, be it that it does not start or that the time is over (print.failed).
func (p *Printer) PDF(ctx context.Context, s Sheet) ([]byte, error) {
	if !p.Ready() {
		return nil, fault.New(fault.Unavailable, "print.absent")
	}
	if err := p.take(ctx); err != nil {
		return nil, err
	}
	defer p.give()
	pdf, err := p.try(ctx, s)
	if errors.Is(err, errLost) && p.ctx.Err() == nil {
		p.o.Log.Warn("the browser that prints ended by itself and is started again", "error", err.Error())
		pdf, err = p.try(ctx, s)
	}
	if err != nil {
		return nil, &fault.Fault{Kind: fault.Unavailable, Key: "print.failed", Err: fault.Wrap(err, "print a PDF")}
	}
	return pdf, nil
}

// take waits for the turn; only so many may.
func (p *Printer) take(ctx context.Context) error {
	busy := fault.New(fault.Unavailable, "print.busy").With("Seconds", 10)
	if p.waiting.Add(1) > int64(p.o.Waiting)+1 { // the one at work counts
		p.waiting.Add(-1)
		return busy
	}
	select {
	case p.turn <- struct{}{}:
		p.idle.Stop()
		return nil
	case <-ctx.Done():
	case <-p.ctx.Done():
	}
	p.waiting.Add(-1)
	return busy
}

func (p *Printer) give() {
	<-p.turn
	p.waiting.Add(-1)
	if p.ctx.Err() == nil {
		p.idle.Reset(p.o.Idle)
	}
}

// try prints with the browser at hand, a new one where there is none. A browser that
// was lost or did not manage in time is ended.
func (p *Printer) try(ctx context.Context, s Sheet) ([]byte, error) {
	limit, cancel := context.WithTimeout(ctx, p.o.Limit)
	defer cancel()
	if p.browser != nil && p.browser.lost() {
		p.end()
	}
	if p.browser == nil {
		b, err := start(limit, p.ctx, p.path, p.o)
		if err != nil {
			return nil, err
		}
		p.browser = b
	}
	pdf, err := p.browser.print(limit, s)
	if err != nil {
		p.end()
	}
	return pdf, err
}

// end ends the browser. The caller holds the turn.
func (p *Printer) end() {
	if p.browser == nil {
		return
	}
	if err := p.browser.stop(); err != nil {
		p.o.Log.Warn("the folder of the browser that prints is still there", "error", err.Error())
	}
	p.browser = nil
}

// rest ends a browser that nobody has used for a while.
func (p *Printer) rest() {
	select {
	case p.turn <- struct{}{}:
		p.end()
		<-p.turn
	default: // somebody prints, and winds the clock up again
	}
}

// Close ends the browser; who prints or waits gets a fault. A nil Printer has none.
func (p *Printer) Close() {
	if p == nil {
		return
	}
	p.cancel()
	p.idle.Stop()
	p.turn <- struct{}{}
	p.end()
	<-p.turn
}
