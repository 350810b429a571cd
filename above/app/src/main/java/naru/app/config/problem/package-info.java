/** What is wrong with a config file: codes, places, and how they are shown. */
@NullMarked
package naru.app.config.problem;

import org.jspecify.annotations.NullMarked;
