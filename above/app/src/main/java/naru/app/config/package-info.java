/** What the one file says, as immutable records: plain data that knows its place in the file. */
@NullMarked
package naru.app.config;

import org.jspecify.annotations.NullMarked;
