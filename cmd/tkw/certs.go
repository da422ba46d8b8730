package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

func newCerts(a *app) *cobra.Command {
	var hosts []string
	var force bool
	cmd := &cobra.Command{
		Use:   "certs DIR",
		Short: "A local CA with server and client certificates, for trying mutual TLS",
		Long: `certs writes a certificate authority, a server and a client certificate, and
certificates that must be refused. They are for tests on your own machines only.`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			files, err := transport.WriteCertificates(args[0], transport.CertOptions{Hosts: hosts, Now: a.now, Force: force})
			if err != nil {
				return usageError(err)
			}
			for _, f := range files {
				fmt.Fprintf(a.out, "%-28s %s\n", f.Name, f.Purpose)
			}
			a.sayf("try it: tkw serve --cert %[1]s/server.pem --key %[1]s/server-key.pem --ca %[1]s/ca.pem", args[0])
			return nil
		},
	}
	cmd.Flags().StringSliceVar(&hosts, "host", nil, "names and addresses of the server (default localhost and the loopback addresses)")
	cmd.Flags().BoolVar(&force, "force", false, "overwrite files that are there")
	return cmd
}

// buildVersion is set by release builds with -ldflags "-X main.buildVersion=…".
var buildVersion = ""

// version is the release, or the commit of a build from source.
func version() string {
	if buildVersion != "" {
		return buildVersion
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "development"
	}
	revision, dirty := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision" && len(s.Value) >= 12:
			revision = "+" + s.Value[:12]
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = "-dirty"
		}
	}
	return "0.1.0-dev" + revision + dirty
}

func newVersion(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "The version of tkw and of its XML engine",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			fmt.Fprintf(a.out, "tkw %s (libxml2 %s)\n", version(), xmlengine.LibraryVersion())
			return nil
		},
	}
}
