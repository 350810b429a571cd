/** The sections of the file, each described once, and the checks across them. */
@NullMarked
package naru.app.config.read;

import org.jspecify.annotations.NullMarked;
