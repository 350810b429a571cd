/** The machine that all runs on: cores, processes, their CPU time, installed programs. */
@NullMarked
package naru.bench.machine;

import org.jspecify.annotations.NullMarked;
