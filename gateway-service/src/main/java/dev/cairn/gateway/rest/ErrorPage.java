package dev.cairn.gateway.rest;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the container answers itself, such as a method that no servlet knows, as a problem. */
@Hidden
@RestController
class ErrorPage implements ErrorController {

    @RequestMapping("/error")
    @Nullable
    ResponseEntity<Problem> error(HttpServletRequest request, HttpServletResponse response) {
        if (response.isCommitted()) {
            // The bytes of a file are on their way. A problem behind them could pass for the rest of the file.
            return null;
        }
        Integer code = (Integer) request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        HttpStatus status = code == null ? HttpStatus.NOT_FOUND : HttpStatus.valueOf(code);
        String edgeCode = (status.is5xxServerError()
                        ? EdgeCode.INTERNAL
                        : status == HttpStatus.NOT_FOUND ? EdgeCode.NO_SUCH_RESOURCE : EdgeCode.BAD_REQUEST)
                .name();
        return ResponseEntity.status(status)
                .contentType(MediaType.parseMediaType(Problem.MEDIA_TYPE))
                .body(Problem.of(status, edgeCode, "", "the request was refused", RequestIdFilter.requestId(request)));
    }
}
