package inspect

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"
)

// ErrNoScanner says that the antivirus does not answer: the document has to wait.
var ErrNoScanner = errors.New("the antivirus does not answer")

const (
	scanWithin = 60 * time.Second
	scanChunk  = 64 << 10
)

// Scans reports whether an antivirus is configured.
func (i *Inspector) Scans() bool { return i.o.Clamd != "" }

// Scan has the antivirus look at a document as it came. nil without one; ErrNoScanner
// where it does not answer in time or answers what it should not; an Invalid fault where
// it finds something, or will not take so large a file.
func (i *Inspector) Scan(ctx context.Context, path string) error {
	if !i.Scans() {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	ctx, cancel := context.WithTimeout(ctx, scanWithin)
	defer cancel()
	answer, err := i.instream(ctx, f)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrNoScanner, err)
	case strings.HasSuffix(answer, " OK"):
		return nil
	case strings.HasSuffix(answer, " FOUND"):
		i.o.Log.Warn("the antivirus refused a document", "answer", answer)
		return i.refuse(refusedInfected)
	case strings.Contains(answer, "size limit exceeded"):
		i.o.Log.Warn("the antivirus takes smaller files only: raise clamd's StreamMaxLength", "answer", answer)
		return i.refuse(refusedHeavy)
	}
	return fmt.Errorf("%w: it said %q", ErrNoScanner, answer)
}

// instream speaks clamd's INSTREAM: the command, pieces with their length in front, a
// length of none, then one answer ended by a null.
func (i *Inspector) instream(ctx context.Context, f io.Reader) (string, error) {
	network := "tcp"
	if strings.HasPrefix(i.o.Clamd, "/") {
		network = "unix"
	}
	var d net.Dialer
	c, err := d.DialContext(ctx, network, i.o.Clamd)
	if err != nil {
		return "", err
	}
	defer c.Close()
	defer context.AfterFunc(ctx, func() { _ = c.SetDeadline(time.Unix(1, 0)) })()
	wrote := send(c, f)
	// clamd answers before the end where it has had enough: what it says counts more
	answer, err := bufio.NewReader(io.LimitReader(c, 4096)).ReadString(0)
	if err != nil {
		return "", errors.Join(wrote, err)
	}
	return strings.TrimSpace(strings.TrimSuffix(answer, "\x00")), nil
}

func send(c io.Writer, f io.Reader) error {
	if _, err := io.WriteString(c, "zINSTREAM\x00"); err != nil {
		return err
	}
	piece := make([]byte, 4+scanChunk)
	for {
		n, err := io.ReadFull(f, piece[4:])
		if n > 0 {
			binary.BigEndian.PutUint32(piece, uint32(n))
			if _, err := c.Write(piece[:4+n]); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	_, err := c.Write([]byte{0, 0, 0, 0})
	return err
}
