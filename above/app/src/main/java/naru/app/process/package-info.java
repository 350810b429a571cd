/** How processes of Naru follow each other, and what the service manager gives and is told. */
@NullMarked
package naru.app.process;

import org.jspecify.annotations.NullMarked;
