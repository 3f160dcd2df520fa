//! `hashrange-bindgen MODULE FOLDER NAME` writes NAME.js and NAME_bg.wasm, for pages and every other host.

use std::env;
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let given: Vec<String> = env::args().skip(1).collect();
    let [module, folder, name] = given.as_slice() else {
        eprintln!("usage: hashrange-bindgen MODULE FOLDER NAME");
        return ExitCode::from(2);
    };
    let mut bindgen = Bindgen::new();
    let made = bindgen.web(true).and_then(|bindgen| {
        bindgen
            .typescript(false)
            .omit_default_module_path(true)
            .remove_producers_section(true)
            .reset_state_function(true)
            .input_path(module)
            .out_name(name)
            .generate(folder)
    });
    match made {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:?}");
            ExitCode::FAILURE
        }
    }
}
