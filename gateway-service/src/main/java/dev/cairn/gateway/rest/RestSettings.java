package dev.cairn.gateway.rest;

import java.time.Duration;

/**
 * What a request may ask of the REST interface.
 *
 * @param waitTimeMax how long a read may wait for offline data
 * @param pollTimeMax how long a poll of the waiting list may be held
 */
public record RestSettings(Duration waitTimeMax, Duration pollTimeMax) {}
