package dev.cairn.gateway.rest;

import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.EntryCursor;
import dev.cairn.api.metadata.EntryPath;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.Namespace;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.RemoveRequest;
import dev.cairn.gateway.data.Calls;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Directories by path. */
@Tag(name = "directories", description = "Directories by path; a slash at the end of the path is allowed.")
@RestController
class DirectoriesController {

    private static final String PREFIX = "/v1/dirs";
    private static final String PATTERN = PREFIX + "/{*path}";

    private final Namespace namespace;

    DirectoriesController(Namespace namespace) {
        this.namespace = namespace;
    }

    @Operation(
            summary = "Entries of a directory in name order",
            description =
                    "The order is that of the bytes, with a directory's name ending in a slash. Go on with after=next; "
                            + "a cursor is a percent-encoded name, with a slash if it is a directory's, and stays good for ever.")
    @GetMapping(PATTERN)
    Json.Names list(
            Calls calls,
            HttpServletRequest request,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String limit) {
        FileRef directory = RequestPath.of(request, PREFIX).directory();
        Optional<EntryCursor> cursor = Parameters.entryCursor(after);
        return Json.Names.of(namespace.list(calls.reading(), directory, cursor, Parameters.limit(limit)));
    }

    @Operation(
            summary = "Makes a directory",
            description = "names=posix or names=object-keys says which names it accepts; as its parent does if absent.")
    @PutMapping(PATTERN)
    ResponseEntity<Json.File> make(
            Calls calls,
            HttpServletRequest request,
            @RequestParam(defaultValue = "0755") String mode,
            @RequestParam(required = false) @Nullable String names,
            @RequestParam(required = false) @Nullable String parents) {
        EntryPath path = RequestPath.of(request, PREFIX).entry();
        PutRequest.Parents missing = FilesController.parents(parents);
        NewEntry directory = new NewEntry.Directory(Parameters.mode(mode), nameRule(names), Map.of());
        return NamesController.created(calls.change(context -> namespace.create(context, path, missing, directory)));
    }

    @Operation(summary = "Removes an empty directory")
    @DeleteMapping(PATTERN)
    ResponseEntity<Void> remove(Calls calls, HttpServletRequest request) {
        RequestPath path = RequestPath.of(request, PREFIX);
        if (path.names().isEmpty()) {
            throw new CairnException(ErrorCode.EBUSY, "root", "the root directory cannot be removed");
        }
        RemoveRequest removal =
                new RemoveRequest(path.entry(), FileRef.Want.DIRECTORY, RemoveRequest.Emptied.KEEP, Condition.ALWAYS);
        calls.run(context -> namespace.remove(context, removal));
        return ResponseEntity.noContent().build();
    }

    private static NewEntry.NameRule nameRule(@Nullable String text) {
        return switch (text) {
            case null -> NewEntry.NameRule.INHERIT;
            case "posix" -> NewEntry.NameRule.POSIX;
            case "object-keys" -> NewEntry.NameRule.OBJECT_KEYS;
            default -> throw Parameters.invalid("names", "posix or object-keys", text);
        };
    }
}
