package inspect

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"encoding/hex"
	"errors"
	"image/jpeg"
	"io"

	"github.com/pdfcpu/pdfcpu/pkg/filter"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

const (
	mostFilters = 4
	mostOldLZW  = 24 << 20
)

// measureText bounds the content of a page or a form, and wants it whole.
func (c *copier) measureText(s types.StreamDict) error {
	whole, err := c.decode(s, mostText)
	if err == nil && !whole {
		return refusal(refusedBroken)
	}
	return err
}

// measure bounds what a stream becomes when a reader unpacks it.
func (c *copier) measure(s types.StreamDict) error {
	switch name(c.get(s.Dict["Subtype"])) {
	case "Form":
		_, err := c.decode(s, mostText)
		return err
	case "Image":
		wide, _ := number(c.get(s.Dict["Width"]))
		high, _ := number(c.get(s.Dict["Height"]))
		if wide < 0 || high < 0 || wide*high > mostPoints {
			return refusal(refusedHeavy)
		}
		_, err := c.decode(s, mostPicture)
		return err
	}
	_, err := c.decode(s, mostOther)
	return err
}

// decode unpacks a stream into nothing, as far as the limit; whole says that it came to
// its end without a fault.
func (c *copier) decode(s types.StreamDict, most int64) (whole bool, err error) {
	filters, err := c.filters(s.Dict)
	if err != nil {
		return false, err
	}
	r, last, known := unpacked(filters, s.Raw, most)
	switch {
	case last == "DCTDecode":
		return true, checkJPEG(r)
	case last != "":
		return known, nil
	}
	n, err := io.Copy(io.Discard, r)
	if c.decoded += n; errors.Is(err, errBound) || errors.Is(err, filter.ErrDecodeLimitExceeded) || c.decoded > mostDecoded {
		return false, refusal(refusedHeavy)
	}
	return err == nil || errors.Is(err, zlib.ErrChecksum), nil
}

// unpacked reads what filters make of raw bytes, as far as a limit; up to the filter last
// where that is a picture's or one we do not know.
func unpacked(filters []string, raw []byte, most int64) (r io.Reader, last string, known bool) {
	r = bytes.NewReader(raw)
	for _, f := range filters {
		next, known := unpack(f, r)
		if next == nil {
			return r, f, known
		}
		r = &bounded{from: next, left: most}
	}
	return r, "", true
}

// filters are the names of a stream's filters; one that asks for a key of its own, or
// more of them than anybody needs, is not taken.
func (c *copier) filters(d types.Dict) ([]string, error) {
	var names []string
	switch f := c.get(d["Filter"]).(type) {
	case types.Name:
		names = []string{string(f)}
	case types.Array:
		for _, v := range f {
			names = append(names, name(c.get(v)))
		}
	}
	if len(names) > mostFilters {
		return nil, refusal(refusedHeavy)
	}
	for _, n := range names {
		if n == "Crypt" {
			return nil, refusal(refusedPassword)
		}
	}
	return names, nil
}

// unpack is the reader of a filter; nil for pictures and for what we do not know, where
// end says whether that is all right.
func unpack(filter string, r io.Reader) (_ io.Reader, end bool) {
	switch filter {
	case "FlateDecode", "Fl":
		z, err := zlib.NewReader(r)
		if err != nil {
			return bytes.NewReader(nil), true
		}
		return z, true
	case "LZWDecode", "LZW":
		return &oldLZW{from: r}, true
	case "ASCII85Decode", "A85":
		return ascii85.NewDecoder(&until{from: r, sign: '~'}), true
	case "ASCIIHexDecode", "AHx":
		return hex.NewDecoder(&until{from: r, sign: '>'}), true
	case "RunLengthDecode", "RL":
		return &runs{from: r}, true
	case "DCTDecode", "DCT", "JPXDecode", "CCITTFaxDecode", "CCF", "JBIG2Decode":
		return nil, true
	}
	return nil, false
}

// checkJPEG bounds the picture itself: the stream's own numbers may be false.
func checkJPEG(r io.Reader) error {
	size, err := jpeg.DecodeConfig(r)
	if err == nil && int64(size.Width)*int64(size.Height) > mostPoints {
		return refusal(refusedHeavy)
	}
	return nil
}

// oldLZW unpacks the way of old PDFs, all at once, when it is first read.
type oldLZW struct {
	from  io.Reader
	ready io.Reader
}

// Read gives what was unpacked.
func (l *oldLZW) Read(p []byte) (int, error) {
	if l.ready == nil {
		f, err := filter.NewFilter(filter.LZW, nil, mostOldLZW)
		if err != nil {
			return 0, err
		}
		if l.ready, err = f.Decode(l.from); err != nil {
			l.ready = nil
			return 0, err
		}
	}
	return l.ready.Read(p)
}

var errBound = errors.New("more than it may be")

// bounded fails at the first byte too many.
type bounded struct {
	from io.Reader
	left int64
}

// Read reads on while there is room.
func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.from.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return n, errBound
	}
	return n, err
}

// until reads without white space and ends at a sign.
type until struct {
	from io.Reader
	sign byte
	over bool
}

// Read gives what is left of a piece.
func (u *until) Read(p []byte) (int, error) {
	if u.over {
		return 0, io.EOF
	}
	n, err := u.from.Read(p)
	kept := p[:0]
	for _, b := range p[:n] {
		if b == u.sign {
			u.over = true
			break
		}
		if b > ' ' {
			kept = append(kept, b)
		}
	}
	return len(kept), err
}

// runs unpacks runs of equal bytes.
type runs struct {
	from  io.Reader
	ready []byte
}

// Read unpacks one run at a time.
func (r *runs) Read(p []byte) (int, error) {
	for len(r.ready) == 0 {
		var head [1]byte
		if _, err := io.ReadFull(r.from, head[:]); err != nil || head[0] == 128 {
			return 0, io.EOF
		}
		if head[0] < 128 {
			r.ready = make([]byte, int(head[0])+1)
			if _, err := io.ReadFull(r.from, r.ready); err != nil {
				return 0, err
			}
			continue
		}
		var b [1]byte
		if _, err := io.ReadFull(r.from, b[:]); err != nil {
			return 0, err
		}
		r.ready = bytes.Repeat(b[:], 257-int(head[0]))
	}
	n := copy(p, r.ready)
	r.ready = r.ready[n:]
	return n, nil
}
