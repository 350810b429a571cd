/** From the config file's records to each module's own: one file for each module, no decisions. */
@NullMarked
package naru.app.wiring;

import org.jspecify.annotations.NullMarked;
