// Command mutate writes damaged copies of messages, for a tkw that watches its memory. It is
// no part of tkw.
//
//	mutate [-n 2000] [-seed N] FROM TO
//
// FROM is a folder of messages, such as the exchanges of a run, of which those above 256 KiB
// are left out; TO must not exist. The same seed gives the same files.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// largest bounds the messages that are changed: thousands of copies of one are written.
const largest = 256 << 10

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1) //nolint:forbidigo // a program of its own, no part of tkw
	}
}

func run(args []string) error {
	flags := flag.NewFlagSet("mutate", flag.ContinueOnError)
	n := flags.Int("n", 2000, "how many files to write")
	seed := flags.Uint64("seed", 1, "of the damage")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() != 2 {
		return errors.New("usage: mutate [-n 2000] [-seed N] FROM TO")
	}
	names, err := filepath.Glob(filepath.Join(flags.Arg(0), "*.http"))
	if err != nil {
		return err
	}
	names = slices.DeleteFunc(names, func(name string) bool {
		about, err := os.Stat(name)
		return err == nil && about.Size() > largest
	})
	if len(names) == 0 {
		return fmt.Errorf("%s holds no .http files of at most %d bytes", flags.Arg(0), largest)
	}
	slices.Sort(names)
	if err := os.Mkdir(flags.Arg(1), 0o755); err != nil {
		return err
	}
	chance := rand.New(rand.NewPCG(*seed, 0)) //nolint:gosec // no secret
	for i := range *n {
		content, err := os.ReadFile(names[chance.IntN(len(names))])
		if err != nil {
			return err
		}
		for range 1 + chance.IntN(4) {
			content = damages[chance.IntN(len(damages))](chance, content)
		}
		if err := os.WriteFile(filepath.Join(flags.Arg(1), fmt.Sprintf("%06d.http", i)), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// damages each change a message in one way. None changes the bytes that it is given.
var damages = []func(*rand.Rand, []byte) []byte{
	flip, cutOff, drop, repeat, swap, insert, extreme,
}

// part is a random part of a message, at most so long.
func part(chance *rand.Rand, b []byte, most int) (from, to int) {
	if len(b) == 0 {
		return 0, 0
	}
	from = chance.IntN(len(b))
	return from, min(len(b), from+1+chance.IntN(most))
}

func flip(chance *rand.Rand, b []byte) []byte {
	out := bytes.Clone(b)
	for range 1 + chance.IntN(8) {
		if len(out) > 0 {
			out[chance.IntN(len(out))] ^= 1 << chance.IntN(8)
		}
	}
	return out
}

func cutOff(chance *rand.Rand, b []byte) []byte {
	from, _ := part(chance, b, 1)
	return bytes.Clone(b[:from])
}

func drop(chance *rand.Rand, b []byte) []byte {
	from, to := part(chance, b, 200)
	return slices.Concat(b[:from], b[to:])
}

func repeat(chance *rand.Rand, b []byte) []byte {
	from, to := part(chance, b, 400)
	return slices.Concat(b[:to], bytes.Repeat(b[from:to], 1+chance.IntN(50)), b[to:])
}

func swap(chance *rand.Rand, b []byte) []byte {
	from, to := part(chance, b, 200)
	at, _ := part(chance, b[to:], 1)
	return slices.Concat(b[:from], b[to:to+at], b[from:to], b[to+at:])
}

// odd are texts that parsers trip over.
var odd = []string{
	"<", ">", "&", "]]>", "<![CDATA[", "<!--", "<?", "\x00", "\xff", "\ufeff", "&#x10FFFF;", "&#0;", "xmlns:a='", "9999999999999999999999", "-1", "${x}", "\r", "\n\n",
}

func insert(chance *rand.Rand, b []byte) []byte {
	at, _ := part(chance, b, 1)
	return slices.Concat(b[:at], []byte(odd[chance.IntN(len(odd))]), b[at:])
}

// number finds numbers, those in Content-Length, chunk sizes and dates among them.
var number = regexp.MustCompile(`[0-9]+`)

// extremes are numbers at which counters and dates overflow.
var extremes = []string{"0", "-1", "2147483648", "4294967296", "9223372036854775808", "18446744073709551616", strings.Repeat("9", 400), "1e999", "00000000000000000001"}

// extreme puts an extreme in the place of a number.
func extreme(chance *rand.Rand, b []byte) []byte {
	all := number.FindAllIndex(b, -1)
	if len(all) == 0 {
		return b
	}
	at := all[chance.IntN(len(all))]
	return slices.Concat(b[:at[0]], []byte(extremes[chance.IntN(len(extremes))]), b[at[1]:])
}
