/** The command line: commands, messages, exit codes. */
@NullMarked
package naru.app.cli;

import org.jspecify.annotations.NullMarked;
