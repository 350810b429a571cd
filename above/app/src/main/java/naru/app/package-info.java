/** Main, the config file, Journey (the wiring), the command line. */
@NullMarked
package naru.app;

import org.jspecify.annotations.NullMarked;
