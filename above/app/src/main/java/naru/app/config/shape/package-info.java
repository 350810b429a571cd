/** Descriptors: what one description of a setting gives, both reading it and its JSON Schema. */
@NullMarked
package naru.app.config.shape;

import org.jspecify.annotations.NullMarked;
