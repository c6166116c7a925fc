/**
 * The command line of archive people: the names they know from scoutfs, over the REST interface of a gateway.
 *
 * <pre>
 * CairnCli          all commands, their exit codes and what a failure prints
 *   XxxCommands     a static method a command: arguments in, calls of the gateway, output
 *     Session       where the gateway is, who asks, and how to print: options that every command has
 *       Gateway     calls over HTTP; what is refused becomes a Refusal
 * </pre>
 *
 * <p>It knows nothing of the services but their REST interface. One thread.
 */
@NullMarked
package dev.cairn.cli;

import org.jspecify.annotations.NullMarked;
