#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| needledrop_fuzz::imdb(data));
